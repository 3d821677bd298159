// The Golden Liquid suite, which is not part of the project: read from $LIFECYCLED_SHARED_DATA/liquid, or
// from
// ../shared/data beside the source; skipped by name when it is not there.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "liquid/json.hpp"
#include "liquid/partials.hpp"
#include "liquid/template.hpp"

using namespace lifecycled::liquid;
namespace json = boost::json;

namespace {

// Cases that should not pass here, each with its reason; at most ten.
const std::map<std::string, std::string, std::less<>> exceptions = {};

// What strict2 refuses although the suite marks it for all modes.
const std::map<std::string, std::string, std::less<>> refused_by_rigid = {
    {"tags, case, unexpected when token", "strict2 takes commas and `or` between values, and nothing else"},
    {"tags, for, some comma separated arguments", "strict2 wants an argument behind each comma"},
};

std::filesystem::path golden_file() {
  const char* folder = std::getenv("LIFECYCLED_SHARED_DATA");
  const std::filesystem::path data =
      folder != nullptr ? folder : std::filesystem::path(LIFECYCLED_SOURCE_DIR) / ".." / "shared" / "data";
  return data / "liquid" / "golden_liquid.json";
}

class Templates final : public Loader {
 public:
  explicit Templates(const json::object* templates) : templates_(templates) {}
  std::optional<std::string> load(std::string_view name) override {
    const json::value* found = templates_ == nullptr ? nullptr : templates_->if_contains(name);
    if (found == nullptr) return std::nullopt;
    return std::string(found->get_string());
  }

 private:
  const json::object* templates_;
};

bool has_tag(const json::object& test, std::string_view wanted) {
  const json::value* tags = test.if_contains("tags");
  if (tags == nullptr) return false;
  for (const auto& tag : tags->get_array())
    if (tag.get_string() == wanted) return true;
  return false;
}

void run_case(const json::object& test, Mode mode) {
  const std::string name(test.at("name").get_string());
  const std::string source(test.at("template").get_string());
  INFO(name << (mode == Mode::rigid ? " (rigid)" : "") << "\n" << source);
  const json::value* templates = test.if_contains("templates");
  const auto environment = Environment::standard(has_tag(test, "strict2") ? Mode::rigid : mode);
  Partials partials(environment,
                    std::make_shared<Templates>(templates == nullptr ? nullptr : &templates->get_object()));
  RenderOptions options;
  options.partials = &partials;
  options.now = [] { return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)); };
  const json::value* data = test.if_contains("data");
  std::string result;
  std::string error;
  try {
    result = Template::parse(source, "case", environment)
                 .render(data == nullptr ? Value(Object{}) : from_json(*data), options);
  } catch (const Error& caught) {
    error = caught.what();
  }
  if (test.contains("invalid") && test.at("invalid").get_bool()) {
    CHECK_MESSAGE(!error.empty(), "should be invalid, but gave: " << result);
    return;
  }
  CHECK_MESSAGE(error.empty(), error);
  if (!error.empty()) return;
  if (const json::value* expected = test.if_contains("result")) {
    CHECK(result == std::string_view(expected->get_string()));
    return;
  }
  bool is_one_of = false;
  for (const auto& expected : test.at("results").get_array())
    is_one_of = is_one_of || result == std::string_view(expected.get_string());
  CHECK_MESSAGE(is_one_of, result);
}

}  // namespace

TEST_CASE("Golden Liquid") {
  std::ifstream file(golden_file());
  if (!file) {
    MESSAGE("skipped: no " << golden_file().string());
    return;
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::size_t count = 0;
  const json::value suite = json::parse(text);
  for (const auto& test : suite.at("tests").get_array()) {
    if (exceptions.contains(std::string_view(test.at("name").get_string()))) continue;
    run_case(test.get_object(), Mode::strict);
    if (!refused_by_rigid.contains(std::string_view(test.at("name").get_string())))
      run_case(test.get_object(), Mode::rigid);
    ++count;
  }
  MESSAGE(count << " cases of Golden Liquid");
  CHECK(exceptions.size() <= 10);
}
