// The filters of messages with whatever an event may bring as value and arguments, in languages that write
// otherwise. They print or refuse with an Error; what they print is UTF-8 where what they were given was, and
// in html no "<" of the data stands bare.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "liquid/error.hpp"
#include "liquid/json.hpp"
#include "liquid/template.hpp"
#include "message/message_filters.hpp"

using namespace lifecycled;

namespace {

constexpr std::array sources = {
    "{{ value | money }}{{ value | money: a }}{{ value | money: a, decimals: b, symbol: 'narrow' }}",
    "{{ value | number }}{{ value | number: a }}{{ value | number: style: 'compact', decimals: b }}",
    "{{ value | plural: one: a, few: b, other: '#' }}{{ value | ordinal }}{{ value | ordinal: gender: a }}",
    "{{ value | date }}{{ value | date: a }}{{ value | date: 'full', zone: b }}{{ value | time: a }}",
    "{{ value | date: skeleton: a }}{{ value | date: '%A %-d %B %Y, %p %c' }}",
    "{{ value | qr }}{{ value | isolate }}{{ value | truncate: a, b }}",
    "{{ value | list }}{{ value | split: a | list: b }}",
    "{{ value | upcase }}{{ value | downcase }}{{ value | capitalize }}",
};
constexpr std::array locales = {"en-US",      "nl-NL", "fr-CA", "ar-EG", "he",
                                "zh-Hant-TW", "ja-JP", "tr-TR", "ru-RU", ""};

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view line(std::string_view& rest) {
  const auto end = rest.find('\n');
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return out;
}

// As JSON where it is some, else as text.
liquid::Value value_of(std::string_view text) {
  boost::system::error_code error;
  const auto parsed = boost::json::parse(text, error);
  return error ? liquid::Value(text) : liquid::from_json(parsed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 4096) return 0;
  static const auto environment = message_environment();
  static const auto templates = [] {
    std::vector<liquid::Template> out;
    for (const char* source : sources) out.push_back(liquid::Template::parse(source, "fuzz", environment));
    return out;
  }();
  std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const bool is_text = is_utf8(rest);
  const std::string_view a = line(rest), b = line(rest);
  const liquid::Object facts{{"value", value_of(rest)},
                             {"a", value_of(a)},
                             {"b", value_of(b)},
                             {"shop", liquid::Object{{"currency", "EUR"}}},
                             {"message", liquid::Object{{"locale", locales[data[1] % locales.size()]}}}};
  for (const bool is_html : {true, false}) {
    liquid::RenderOptions options;
    options.escape_html = is_html;
    options.now = [] { return std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)); };
    options.limits.output_bytes = 1 << 20;
    try {
      const std::string out = templates[data[0] % templates.size()].render(facts, options);
      require(out.size() <= options.limits.output_bytes);
      if (is_html) require(out.find('<') == std::string::npos);
      if (is_text) require(is_utf8(out));
    } catch (const liquid::Error&) {
      continue;  // a refusal that says why
    }
  }
  return 0;
}
