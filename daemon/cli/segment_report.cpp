#include "cli/segment_report.hpp"

#include <fmt/format.h>

#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

std::string text(const json::value& object, std::string_view key, std::string_view otherwise = "") {
  return text_at(object, key).value_or(std::string(otherwise));
}

const json::array& list_at(const json::value& object, std::string_view key) {
  static const json::array none;
  const auto* value = member(object, key);
  return value && value->is_array() ? value->get_array() : none;
}

std::string state_of(const json::value& segment) {
  const std::string state = text(segment, "state");
  return state == "ready" ? "" : " (" + state + ")";
}

std::string customer_report(const json::value& customer) {
  std::string out =
      fmt::format("\ncustomer {} is {}{}\n", text(customer, "customer"),
                  text(customer, "inside") == "true" ? "in it since " + text(customer, "since") : "not in it",
                  text(customer, "inside") == "true" == (text(customer, "now") == "yes")
                      ? ""
                      : "; the condition says " + text(customer, "now") + " now");
  for (const json::value& part : list_at(customer, "parts")) {
    out += fmt::format("  {:<8} {}", text(part, "answer"), text(part, "part"));
    const auto* values = member(part, "values");
    if (values && values->is_object() && !values->get_object().empty()) {
      std::string all;
      for (const auto& [column, value] : values->get_object())
        all += fmt::format("{}{} = {}", all.empty() ? "" : ", ", std::string_view(column),
                           text_of(&value).value_or("unknown"));
      out += fmt::format("   ({})", all);
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string segments_report(const json::object& object) {
  const json::value segments(object);
  std::string out;
  for (const json::value& segment : list_at(segments, "segments")) {
    out += fmt::format("{:>9}  {:<22} {}{}\n", text(segment, "size"), text(segment, "segment"),
                       text(segment, "title"), state_of(segment));
  }
  return out.empty()
             ? "this shop has no segments; config/segments.toml of the program has some to begin with\n"
             : out;
}

std::string segment_report(const json::object& object) {
  const json::value segment(object);
  std::string out = fmt::format("{} ({}){}\n  where {}\n  {} customer{}\n", text(segment, "segment"),
                                text(segment, "title"), state_of(segment), text(segment, "where"),
                                text(segment, "size"), text(segment, "size") == "1" ? "" : "s");
  if (!list_at(segment, "days").empty()) out += "\nday             size   came   left\n";
  for (const json::value& day : list_at(segment, "days")) {
    out += fmt::format("{:<10} {:>9} {:>6} {:>6}\n", text(day, "day"), text(day, "size"),
                       text(day, "entered"), text(day, "left"));
  }
  if (!list_at(segment, "sample").empty()) out += "\nsome of them\n";
  for (const json::value& one : list_at(segment, "sample")) {
    out += fmt::format("  {} (customer {}) since {}\n", text(one, "user_id", "anonymous"),
                       text(one, "customer"), text(one, "since"));
  }
  if (const auto* customer = member(segment, "customer")) out += customer_report(*customer);
  return out;
}

}  // namespace lifecycled
