#include "config/trigger_reader.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "config/step_reader.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {
namespace {

// What a campaign starts by: one of these.
constexpr std::array<std::string_view, 8> starts{
    "event", "stage_entered", "stage_left", "segment_entered", "segment_left", "date", "schedule", "by_hand"};
constexpr std::chrono::days longest_offset{3 * 366};

// A key that means something beside some starts only.
struct Companion {
  std::string_view key;
  std::vector<std::string_view> beside;
  std::string_view hint = "";
};

class TriggerReader {
 public:
  TriggerReader(const TomlTable& from, std::string title, Problems& problems)
      : problems_(problems), table_(from, key_sets::trigger, std::move(title), problems) {
    out_.place = from.place;
  }

  CampaignTrigger read() {
    out_.events = read_names(table_, "event", "an event or a list of events");
    out_.stage_entered = name("stage_entered", "a stage such as \"lapsing\"");
    out_.stage_left = name("stage_left", "a stage such as \"lapsing\"");
    out_.segment_entered = name("segment_entered", "a segment such as \"vip\"");
    out_.segment_left = name("segment_left", "a segment such as \"vip\"");
    read_date();
    read_schedule();
    read_by_hand();
    out_.where = read_condition(table_);
    out_.quiet_for = table_.duration("quiet_for");
    if (const auto property = table_.text("one_per", "a property of the event such as \"order_id\"")) {
      out_.one_per = property->text;
      out_.one_per_place = property->place;
    }
    out_.again_after = table_.duration("again_after");
    if (const auto age = table_.duration("max_age")) {
      out_.max_age = *age;
      if (*age == Milliseconds{0})
        table_.wrong("max_age", table_.entry("max_age")->value,
                     "longer than nothing, such as \"2d\", or no event would start it");
    }
    out_.start_existing = table_.yes_or_no("start_existing").value_or(false);
    check_what_goes_together();
    table_.unknown_keys(key_sets::campaign);
    return std::move(out_);
  }

 private:
  std::optional<PlacedName> name(std::string_view key, std::string_view must_be) const {
    const auto text = table_.text(key, must_be);
    if (!text) return std::nullopt;
    return PlacedName{text->text, text->place};
  }

  void read_date() {
    const auto what = name("date", "a date of the customer such as \"birthday\"");
    DateTrigger date;
    if (const auto offset = table_.text("offset", "a span such as \"-7d\" or \"10h\"")) {
      if (const auto span = parse_offset(offset->text)) {
        date.offset = *span;
      } else {
        table_.wrong("offset", table_.entry("offset")->value,
                     "a span of whole minutes such as \"-7d\" (before) or \"10h\", at most three years");
      }
    }
    constexpr std::array<std::string_view, 2> words{"yearly", "never"};
    if (const auto word = table_.word("repeats", words)) date.yearly = *word == 0;
    if (!what) return;
    date.of = *what;
    out_.date = date;
  }

  static std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
    const bool before = text.starts_with('-');
    const auto span = parse_duration(before ? text.substr(1) : text);
    if (!span || *span > longest_offset || *span % std::chrono::minutes{1} != Milliseconds{0})
      return std::nullopt;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*span);
    return before ? -minutes : minutes;
  }

  void read_schedule() {
    constexpr std::string_view forms =
        "\"daily 10:00\", \"mon 10:00\", \"1st 09:00\", \"last 09:00\" (day of the month) or \"2026-12-01 "
        "09:00\"";
    const auto segment = name("segment", "a segment such as \"vip\"");
    const auto when = table_.text("schedule", forms);
    if (!when) return;
    const auto schedule = parse_schedule(when->text);
    if (!schedule) table_.wrong("schedule", table_.entry("schedule")->value, forms);
    if (!table_.has("segment")) {
      table_.missing("segment", "whom does it start? schedule = \"mon 10:00\", segment = \"vip\"");
    }
    if (schedule && segment) out_.schedule = ScheduleTrigger{*schedule, when->text, *segment};
  }

  void read_by_hand() {
    const auto answer = table_.yes_or_no("by_hand");
    out_.by_hand = answer.value_or(false);
    if (answer == false) {
      problems_.error(table_.entry("by_hand")->value.place, "by_hand = false says nothing",
                      "take it out; `lifecycled start` works for every campaign");
    }
  }

  void check_what_goes_together() {
    std::vector<std::string_view> given;
    std::ranges::copy_if(starts, std::back_inserter(given), [&](auto key) { return table_.has(key); });
    if (given.empty()) {
      table_.missing("event", "trigger = { event = \"Order Completed\" } or { stage_entered = \"lapsing\" }");
      return;
    }
    if (given.size() > 1) {
      problems_.error(
          table_.entry(given[1])->key_place,
          fmt::format("a campaign starts by \"{}\" or by \"{}\", not by both", given[0], given[1]),
          "make two campaigns of it");
      return;
    }
    const std::array companions{
        Companion{"quiet_for", {"event"}},
        Companion{"one_per", {"event"}},
        Companion{"offset", {"date"}},
        Companion{"repeats", {"date"}},
        Companion{"segment", {"schedule"}, "to start by entering one write segment_entered = \"vip\""},
        Companion{
            "start_existing", {"stage_entered", "segment_entered"}, "events that are over start nobody"},
    };
    for (const Companion& companion : companions) {
      if (!table_.has(companion.key)) continue;
      if (std::ranges::find(companion.beside, given[0]) != companion.beside.end()) continue;
      std::string needed;
      for (const std::string_view key : companion.beside)
        needed += fmt::format("{}\"{}\"", needed.empty() ? "" : " or ", key);
      problems_.error(table_.entry(companion.key)->key_place,
                      fmt::format("\"{}\" needs a trigger by {}", companion.key, needed),
                      std::string(companion.hint));
    }
  }

  Problems& problems_;
  TableReader table_;
  CampaignTrigger out_;
};

}  // namespace

CampaignTrigger read_trigger(const TomlTable& from, std::string title, Problems& problems) {
  return TriggerReader(from, std::move(title), problems).read();
}

}  // namespace lifecycled
