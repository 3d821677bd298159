#include "cli/report.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/shown_moments.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

std::string text(const json::value& object, std::string_view key, std::string_view otherwise = "") {
  return text_at(object, key).value_or(std::string(otherwise));
}

const json::object& object_at(const json::value& object, std::string_view key) {
  static const json::object none;
  const auto* value = member(object, key);
  return value && value->is_object() ? value->get_object() : none;
}

const json::array& list_at(const json::value& object, std::string_view key) {
  static const json::array none;
  const auto* value = member(object, key);
  return value && value->is_array() ? value->get_array() : none;
}

std::string listed(const json::object& counts) {
  std::string out;
  for (const auto& [name, count] : counts) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", text_of(&count).value_or("?"),
                       std::string_view(name));
  }
  return out.empty() ? "none" : out;
}

void append_json(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::double_:
      out += fmt::format("{}", value.get_double());
      return;
    case json::kind::array: {
      out += '[';
      for (bool first = true; const auto& item : value.get_array()) {
        if (!std::exchange(first, false)) out += ',';
        append_json(out, item);
      }
      out += ']';
      return;
    }
    case json::kind::object: {
      out += '{';
      for (bool first = true; const auto& [key, item] : value.get_object()) {
        if (!std::exchange(first, false)) out += ',';
        out += json::serialize(key);
        out += ':';
        append_json(out, item);
      }
      out += '}';
      return;
    }
    case json::kind::null:
    case json::kind::bool_:
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::string:
      out += json::serialize(value);
      return;
  }
}

// Days with a thousand digits behind the point say no more than with two.
std::string figure(const json::value& value) {
  if (value.is_double()) return fmt::format("{:.2f}", value.as_double());
  if (value.is_bool()) return value.as_bool() ? "yes" : "no";
  return text_of(&value).value_or("unknown");
}

// Of a wait alone: how it ended.
std::string outcome_words(const json::value& step) {
  const std::string waited = text(step, "waited"), result = text(step, "result"),
                    detail = text(step, "detail");
  const bool says_no_more = (result == "passed" || result == "timed out") && detail.empty();
  if (!waited.empty() && says_no_more) return waited;
  return (waited.empty() ? "" : waited + "; ") + result + (detail.empty() ? "" : " " + detail);
}

std::string start_lines(const json::value& start, const std::string& customers_zone) {
  const std::string next = text(start, "next"), by = text(start, "by");
  // A date is the customer's own: a day early or late by another clock.
  const bool is_date = text(start, "in_customers_time") == "true";
  std::string out = fmt::format(
      "  starts by {}{}\n", by,
      next.empty()
          ? ""
          : ", next " + (is_date ? with_shown_moments(next, std::string_view(customers_zone)) : next));
  for (const auto& quiet : list_at(start, "quiet")) {
    out += fmt::format("    waits for silence until {}{}\n", text(quiet, "until"),
                       text(quiet, "about").empty() ? "" : ", about " + text(quiet, "about"));
  }
  if (const auto* had = member(start, "had"))
    out += fmt::format("    has had {}, started {}{}\n", text(*had, "about"), text(*had, "started_at"),
                       text(*had, "each_once") == "true" ? "; each of them once" : "");
  if (!text(start, "heard").empty()) out += fmt::format("    latest: {}\n", text(start, "heard"));
  for (const auto& objection : list_at(start, "against"))
    out += fmt::format("    not now: {}\n", text_of(&objection).value_or(""));
  return out;
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string status_report(const json::object& object) {
  const json::value status(object);
  std::string out;
  const std::string paused = text(status, "paused");
  out += fmt::format("{}\n", paused.empty() ? "running" : "PAUSED: " + paused);
  if (object.contains("version")) {
    out += fmt::format("daemon     {} on {}, {} connections\n", text(status, "version"),
                       text(status, "listen"), text(status, "connections"));
  } else {
    out += "daemon     not running; this is what the database says\n";
  }
  out += fmt::format("events     {} in the log, {} not yet applied, {} in quarantine\n",
                     text(status, "events"), text(status, "lag"), text(status, "quarantine"));
  out += fmt::format("customers  {}: {}\n", text(status, "customers"), listed(object_at(status, "stages")));
  out += fmt::format("journeys   {} running, {} due, next {}\n", text(status, "journeys"),
                     text(status, "due"), text(status, "next_due", "none"));
  for (const auto& campaign : list_at(status, "campaigns")) {
    const std::string inside = text(campaign, "inside");
    if (text(campaign, "removed") == "true") {
      out += fmt::format("campaign   {}: its file is gone, {} still inside end at their next step\n",
                         text(campaign, "name"), inside);
      continue;
    }
    out += fmt::format("campaign   {} ({}){}{}\n", text(campaign, "name"), text(campaign, "title"),
                       text(campaign, "live") == "true" ? "" : ", not live",
                       text(campaign, "halt").empty() ? "" : ", " + text(campaign, "halt"));
  }
  for (const auto& channel : list_at(status, "channels")) {
    out += fmt::format("channel    {}: {}, {} in flight, {} sent, {} failed, {} tried again{}\n",
                       text(channel, "name"), text(channel, "state"), text(channel, "in_flight"),
                       text(channel, "sent"), text(channel, "failed"), text(channel, "retried"),
                       text(channel, "reason").empty() ? "" : "; last: " + text(channel, "reason"));
    if (const std::string fence = text(channel, "fence"); !fence.empty())
      out += fmt::format("           {}: fenced by {}\n", text(channel, "name"), fence);
  }
  for (const auto& [channel, stop] : object_at(status, "stops"))
    out +=
        fmt::format("stop       {}: marketing {}\n", std::string_view(channel), text_of(&stop).value_or("?"));
  for (const auto& [channel, counts] : object_at(status, "deliveries")) {
    out += fmt::format("messages   {}: {}\n", std::string_view(channel),
                       counts.is_object() ? listed(counts.get_object()) : "");
  }
  for (const auto& [channel, length] : object_at(status, "queues")) {
    out += fmt::format("queue      {}: {}\n", std::string_view(channel), text_of(&length).value_or("?"));
  }
  return out;
}

std::string stages_report(const json::object& object) {
  const json::value stages(object);
  std::string out = fmt::format("stages of buying at {}\n", text(stages, "at"));
  for (const auto& [stage, count] : object_at(stages, "stages")) {
    out += fmt::format("{:>9}  {}\n", text_of(&count).value_or("?"), std::string_view(stage));
  }
  out += fmt::format("{:>9}  in all\nexpected gap {}", text(stages, "total"), text(stages, "shop_gap"));
  const auto since = text_at(stages, "shop_gap_since");
  const bool is_one = text(stages, "gaps") == "1";
  out += since ? fmt::format(" since {}, worked out anew at midnight; {} {} known by now\n", *since,
                             text(stages, "gaps"), is_one ? "gap is" : "gaps are")
               : fmt::format(" (from {} {})\n", text(stages, "gaps"), is_one ? "gap" : "gaps");
  return out;
}

std::string import_report(const json::object& object) {
  const json::value import(object);
  if (object.contains("trial")) {
    std::string told =
        fmt::format("{} rows read, nothing changed: {} events would be told, {} rows refused\n",
                    text(import, "rows"), text(import, "events"), text(import, "refused"));
    for (const json::value& refusal : object.at("refusals").as_array())
      told += fmt::format("line {}: {}\n", text(refusal, "line"), text(refusal, "reason"));
    return told;
  }
  std::string out =
      fmt::format("{} rows read: {} events are new, {} were known, {} rows refused\n", text(import, "rows"),
                  text(import, "added"), text(import, "known"), text(import, "refused"));
  if (object.contains("reject_file"))
    out += fmt::format("the refused rows and why: {}\n", text(import, "reject_file"));
  return out;
}

std::string start_report(const json::object& object) {
  const json::value start(object);
  const std::string campaign = text(start, "campaign");
  if (object.contains("segment")) {
    return fmt::format(
        "{}: the members of {} are being started; the log says campaign.segment_started when all have been "
        "asked\n",
        campaign, text(start, "segment"));
  }
  if (text(start, "started") == "true")
    return fmt::format("{}: customer {} has started\n", campaign, text(start, "customer"));
  return fmt::format("{}: customer {} was not started: {}\n", campaign, text(start, "customer"),
                     text(start, "reason"));
}

std::string doubt_report(const json::object& object) {
  const json::value doubt(object);
  std::string out;
  for (const auto& one : list_at(doubt, "in_doubt")) {
    out +=
        fmt::format("delivery {} on {}: {} to customer {}, {}\n", text(one, "delivery"), text(one, "channel"),
                    text(one, "message"), text(one, "customer"), text(one, "reason"));
  }
  if (text(doubt, "changed") != "0") out += fmt::format("{} changed\n", text(doubt, "changed"));
  return out.empty() ? "nothing is in doubt\n" : out;
}

std::string explain_report(const json::object& object) {
  const json::value explanation(object);
  std::string out = fmt::format("customer {} ({})\n", text(explanation, "customer"),
                                text(explanation, "user_id", "anonymous"));
  // Of what goes by the customer's own clock; all else is shown by the shop's.
  const std::string zone = text(explanation, "time_zone");
  // Who asks about one campaign sees with it the columns that it asks.
  const bool is_whole = text(explanation, "asked_about").empty();
  for (const auto& [column, value] : object_at(explanation, "profile")) {
    if (is_whole) out += fmt::format("  {}: {}\n", std::string_view(column), figure(value));
  }
  for (const auto& [name, value] : object_at(explanation, "properties")) {
    if (is_whole)
      out += fmt::format("  property {}: {}\n", std::string_view(name), clean_line(json_text(value), 200));
  }
  for (const auto& list : list_at(explanation, "lists")) {
    if (is_whole) out += fmt::format("  on the list {}\n", text_of(&list).value_or(""));
  }
  for (const auto& address : list_at(explanation, "addresses")) {
    out += fmt::format("  {} {}", text(address, "kind"), text(address, "value"));
    for (const auto& [channel, word] : object_at(address, "channels")) {
      out += fmt::format("; {} {}", std::string_view(channel), text_of(&word).value_or(""));
    }
    out += '\n';
  }
  for (const auto& campaign : list_at(explanation, "campaigns")) {
    out += fmt::format("\n{}{}\n", text(campaign, "campaign"),
                       text(campaign, "removed") == "true" ? " (its file is gone)"
                       : text(campaign, "live") == "true"  ? ""
                                                           : " (not live)");
    if (!text(campaign, "halt").empty()) out += fmt::format("  {}\n", text(campaign, "halt"));
    if (const auto* trigger = member(campaign, "trigger")) {
      out += fmt::format("  starts where {}{}\n", text(*trigger, "where"),
                         text(*trigger, "now").empty() ? "" : ": now " + text(*trigger, "now"));
      if (const auto& values = object_at(*trigger, "values"); !values.empty()) {
        out += "   ";
        for (const auto& [column, value] : values)
          out += fmt::format(" {} = {};", std::string_view(column), figure(value));
        out += "\n";
      }
    }
    if (const auto* start = member(campaign, "start")) out += start_lines(*start, zone);
    if (list_at(campaign, "journeys").empty()) out += "  never started\n";
    for (const auto& journey : list_at(campaign, "journeys")) {
      out +=
          fmt::format("  journey of {}{}{}\n", text(journey, "started_at"),
                      text(journey, "about").empty() ? "" : " about " + text(journey, "about"),
                      text(journey, "end").empty()
                          ? ""
                          : fmt::format(", ended {}: {}", text(journey, "ended_at"), text(journey, "end")));
      for (const auto& step : list_at(journey, "steps")) {
        out += fmt::format("    {}  {}: {}\n", text(step, "at"), text(step, "step"), outcome_words(step));
      }
      for (const auto& message : list_at(journey, "messages")) {
        if (!text(message, "withheld").empty())
          out += fmt::format("    {} withheld: {}\n", text(message, "message"), text(message, "withheld"));
        for (const auto& delivery : list_at(message, "deliveries")) {
          out += fmt::format("    {} by {}: {} {}\n", text(message, "message"), text(delivery, "channel"),
                             text(delivery, "state"), text(delivery, "reason"));
          for (const auto& [gate, verdict] : object_at(delivery, "gates")) {
            const bool is_customers = gate == "quiet hours" || gate == "legal hours";
            const std::string said = text_of(&verdict).value_or("");
            out += fmt::format("      {}: {}\n", std::string_view(gate),
                               is_customers ? with_shown_moments(said, std::string_view(zone)) : said);
          }
        }
      }
      if (const auto* next = member(journey, "next")) {
        std::string at = text(*next, "at");
        if (text(*next, "in_customers_time") == "true") at = with_shown_moments(at, std::string_view(zone));
        out += fmt::format("    next: {}{}, waits for {}\n", text(*next, "step"), at.empty() ? "" : " " + at,
                           text(*next, "waits_for") +
                               (text(*next, "held_by").empty() ? "" : "; held: " + text(*next, "held_by")));
      }
    }
  }
  return out;
}

}  // namespace lifecycled
