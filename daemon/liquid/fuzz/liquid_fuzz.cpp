// libFuzzer target: any bytes as a template, with data and partials of every kind, in all modes.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "liquid/partials.hpp"
#include "liquid/template.hpp"

using namespace lifecycled::liquid;

namespace {

// Behind the first byte 0xFF lies a partial, so that templates can call themselves and each other.
class Rest final : public Loader {
 public:
  explicit Rest(std::string source) : source_(std::move(source)) {}
  std::optional<std::string> load(std::string_view name) override {
    if (name.size() > 1) return std::nullopt;
    return source_;
  }

 private:
  std::string source_;
};

class Lazy final : public Drop {
 public:
  Value get(std::string_view key) const override { return key.size() < 3 ? Value(key) : Value(); }
  Value value() const override { return Value(Array{1, "two", Value()}); }
};

Value data() {
  return Object{{"a", Array{1, 2.5, "three", Value(), true, Array{4, Array{5}}}},
                {"o", Object{{"x", 1}, {"y", Array{Object{{"z", "q"}}, Object{{"z", 7}}}}, {"size", "L"}}},
                {"s", "h\xC3\xA9llo <b>\xFF w\xC3"},
                {"n", -7},
                {"f", 1e300},
                {"d", "2024-02-29T23:59:59+02:00"},
                {"r", Range{-3, 9'000'000'000'000'000'000}},
                {"l", std::shared_ptr<const Drop>(std::make_shared<Lazy>())}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t choice = bytes[0];
  const std::string text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const auto cut = std::min(text.find('\xFF'), text.size());
  static const std::shared_ptr<const Environment> environments[] = {Environment::standard(Mode::lax),
                                                                    Environment::standard(Mode::strict),
                                                                    Environment::standard(Mode::rigid)};
  const auto& environment = environments[choice % 3];
  Partials partials(environment, std::make_shared<Rest>(text.substr(std::min(cut + 1, text.size()))));
  std::vector<Error> errors;
  RenderOptions options;
  options.escape_html = (choice & 4U) != 0;
  options.strict_variables = (choice & 8U) != 0;
  options.errors = (choice & 16U) != 0 ? &errors : nullptr;
  options.partials = &partials;
  options.now = [] { return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)); };
  options.limits.steps = 20'000;
  options.limits.iterations = 2'000;
  options.limits.output_bytes = 100'000;
  try {
    const auto parsed = Template::parse(text.substr(0, cut), "fuzz", environment);
    static_cast<void>(parsed.references());
    static_cast<void>(parsed.render(data(), options));
    static_cast<void>(parsed.references(&partials));
  } catch (const Error& error) {
    static_cast<void>(error.format());
  }
  return 0;
}
