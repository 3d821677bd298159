// `lifecycled tests` for people: each variant with its figures, and what they mean in words.
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/report.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

std::string text(const json::value& object, std::string_view key) {
  return text_at(object, key).value_or("");
}
double number(const json::value& object, std::string_view key) { return number_at(object, key).value_or(0); }

std::string between(const json::value& object, bool with_sign) {
  const auto& pair = object.at("likely").as_array();
  const auto percent = [&](const json::value& value) { return 100 * value.to_number<double>(); };
  return with_sign ? fmt::format("{:+.1f} to {:+.1f} points", percent(pair.at(0)), percent(pair.at(1)))
                   : fmt::format("{:.1f}% to {:.1f}%", percent(pair.at(0)), percent(pair.at(1)));
}

std::string variant_lines(const json::value& variant) {
  const bool held_out = variant.at("held_out").as_bool();
  std::string out =
      fmt::format("  {:<32} {:>8} {:<6} {:>8} {}", held_out ? "(held out)" : text(variant, "variant"),
                  text(variant, "people"), number(variant, "people") == 1 ? "person" : "people",
                  text(variant, "goals"), number(variant, "goals") == 1 ? "goal " : "goals");
  if (number(variant, "people") > 0)
    out += fmt::format("  {:>5.1f}%, likely {}", 100 * number(variant, "rate"), between(variant, false));
  out += '\n';
  if (const auto* difference = member(variant, "to_hold_out")) {
    const double points = 100 * number(*difference, "rate");
    const bool is_clear = difference->at("clear").as_bool();
    out += fmt::format("  {:<32} {:+.1f} points against the hold-out, likely {}: {}\n", "", points,
                       between(*difference, true),
                       !is_clear    ? "this may be chance"
                       : points > 0 ? "it helps"
                                    : "it does harm");
  }
  return out;
}

}  // namespace

std::string tests_report(const json::object& object) {
  std::string out;
  for (const json::value& test : object.at("tests").as_array()) {
    if (!out.empty()) out += '\n';
    out += fmt::format("{}, {}: goal {}", text(test, "campaign"), text(test, "step"),
                       member(test, "goal") ? text(test, "goal") : "none, so nothing is compared");
    if (member(test, "within")) out += " within " + text(test, "within");
    if (member(test, "target")) out += ", hoped for " + text(test, "target");
    out += '\n';
    for (const json::value& variant : test.at("variants").as_array()) out += variant_lines(variant);
    if (test.at("shares_are_off").as_bool()) {
      out += fmt::format(
          "  The shares are off: by chance alone, numbers of people as uneven as these come about less than "
          "once in "
          "{} tests.\n  Do not trust this result before it is clear why.\n",
          number(test, "share_chance") < 1e-6 ? "a million" : "a thousand");
    }
  }
  return out.empty() ? "no test has had anybody in it yet\n" : out;
}

}  // namespace lifecycled
