#include "audience/segment_syntax.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "audience/condition_syntax.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace lifecycled {
namespace {

using Parts = std::vector<ConditionPart>;

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::ranges::find(words, text) != words.end();
}

constexpr std::array<std::string_view, 4> orderings{"<", "<=", ">", ">="};
constexpr std::array<std::string_view, 6> arithmetic{"+", "-", "*", "/", "%", "||"};
// What ends the side of a comparison.
constexpr std::array<std::string_view, 21> side_ends{"<",       "<=",   ">",    ">=",  "=",    "==", "<>",
                                                     "!=",      "and",  "or",   "not", "in",   "is", "like",
                                                     "between", "then", "else", "end", "when", ",",  "case"};

bool opens(const ConditionPart& part) {
  return part.text == "(" || part.text.ends_with("(properties,") ||
         part.text.ends_with("(reachable_channels,");
}
bool closes(const ConditionPart& part) { return part.text == ")"; }
bool is_time_function(std::string_view text) { return text == "days_since" || text == "days_until"; }

std::string turned_round(std::string_view comparison) {
  std::string out(comparison);
  out[0] = out[0] == '<' ? '>' : '<';
  return out;
}

std::string text_of(const Parts& parts, std::size_t from, std::size_t until) {
  return to_sql(Parts(parts.begin() + static_cast<std::ptrdiff_t>(from),
                      parts.begin() + static_cast<std::ptrdiff_t>(until)));
}

class SegmentReader {
 public:
  SegmentReader(const ConditionText& condition, Problems& problems)
      : condition_(condition), problems_(problems) {}

  std::optional<SegmentSql> read() {
    auto parts = condition_to_parts(condition_, {}, problems_);
    if (!parts) return std::nullopt;
    parts_ = std::move(*parts);
    for (std::size_t i = 0; i < parts_.size();) {
      const std::size_t next = take(i);
      if (next == 0) return std::nullopt;
      i = next;
    }
    out_.sql = to_sql(written_);
    return std::move(out_);
  }

 private:
  std::string_view word(std::size_t i) const {
    return i < parts_.size() ? parts_[i].text : std::string_view{};
  }

  // Writes what stands at `i` and answers where to go on; 0 after a mistake.
  std::size_t take(std::size_t i) {
    const std::string_view text = word(i);
    if (is_time_function(text) || text == "days_since_order") return time(i);
    if (text == "spent_score" || text == "order_value_score") return score(i);
    if (text == "older_than") return span(i);
    if (text == "reacted") {
      return refuse(i, "reacted asks about a journey, and a segment knows of none",
                    "use warmth, or days_since(last_reaction_at) < 30");
    }
    if (text == "resting") {
      return refuse(i, "resting follows from a campaign's step, which segments do not watch",
                    "ask for it in the campaign");
    }
    if (text.starts_with("in_segment(") || text.starts_with("event_count(")) {
      return refuse(i, fmt::format("{}() is for campaigns, not for segments", text.substr(0, text.find('('))),
                    "write out the condition itself");
    }
    note(text);
    written_.push_back(parts_[i]);
    return i + 1;
  }

  void note(std::string_view text) {
    if (text == "gap_days" || text == "expected_value") out_.on_shop_gap = true;
    if (text == "recency" || text == "rfm") out_.on_recency = true;
    if (text == "frequency" || text == "rfm") out_.on_frequency = true;
    if (text == "monetary" || text == "rfm") out_.on_monetary = true;
    if (text == "warmth" || text == "last_reaction_at" || text == "last_opened_at") {
      out_.on_reactions = true;
    }
  }

  std::size_t refuse(std::size_t i, std::string text, std::string hint) {
    Place place = condition_.place;
    if (place.line != 0) place.column += static_cast<unsigned>(parts_[i].at);
    problems_.error(std::move(place), std::move(text), std::move(hint));
    return 0;
  }

  // One past the side of a comparison that begins at `i`.
  std::size_t end_of_side(std::size_t i) const {
    for (int depth = 0; i < parts_.size(); ++i) {
      if (closes(parts_[i]) && depth-- == 0) return i;
      if (opens(parts_[i])) ++depth;
      if (depth == 0 && is_one_of(side_ends, parts_[i].text)) return i;
    }
    return i;
  }

  // Where in what is written the side of a comparison begins that ends at its end.
  std::size_t begin_of_side() const {
    std::size_t i = written_.size();
    for (int depth = 0; i > 0; --i) {
      const ConditionPart& part = written_[i - 1];
      if (opens(part) && depth-- == 0) return i;
      if (closes(part)) ++depth;
      if (depth == 0 && is_one_of(side_ends, part.text)) return i;
    }
    return i;
  }

  bool has_time(std::size_t from, std::size_t until) const {
    for (; from < until; ++from) {
      if (is_time_function(word(from)) || word(from) == "days_since_order") return true;
    }
    return false;
  }

  std::size_t time(std::size_t i) {
    std::string moment = "last_order_at";
    std::size_t next = i + 1;
    if (is_time_function(word(i))) {
      int depth = 0;
      do {
        if (opens(parts_[next])) ++depth;
        if (closes(parts_[next])) --depth;
        ++next;
      } while (depth > 0);
      moment = text_of(parts_, i + 2, next - 1);
      for (std::size_t at = i + 2; at < next; ++at) note(word(at));
    }
    const bool is_until = word(i) == "days_until";
    const auto comparison = [&](std::string_view sign, const std::string& days) {
      return is_until ? fmt::format("time_is({}, '{}', -({}))", moment, turned_round(sign), days)
                      : fmt::format("time_is({}, '{}', {})", moment, sign, days);
    };
    const auto write = [&](std::string text, std::size_t end) {
      written_.push_back({std::move(text), parts_[i].at});
      return end;
    };
    const std::string_view before =
        written_.empty() ? std::string_view{} : std::string_view(written_.back().text);
    if (is_one_of(arithmetic, before) || is_one_of(arithmetic, word(next))) return not_plain(i);
    if (word(next) == "is") return write(text_of(parts_, i, next), next);
    if (is_one_of(orderings, before)) {
      const std::string sign = turned_round(before);
      written_.pop_back();
      const std::size_t begin = begin_of_side();
      const std::string days = text_of(written_, begin, written_.size());
      if (days.find("time_is(") != std::string::npos || days.empty()) return not_plain(i);
      written_.resize(begin);
      return write(comparison(sign, days), next);
    }
    if (is_one_of(orderings, word(next))) {
      const std::size_t end = end_of_side(next + 1);
      if (end == next + 1 || has_time(next + 1, end)) return not_plain(i);
      for (std::size_t at = next + 1; at < end; ++at) note(word(at));
      return write(comparison(word(next), text_of(parts_, next + 1, end)), end);
    }
    const bool is_negated = word(next) == "not" && word(next + 1) == "between";
    if (is_negated) ++next;
    if (word(next) != "between") return not_plain(i);
    const std::size_t middle = end_of_side(next + 1);
    const std::size_t end = end_of_side(middle + 1);
    if (word(middle) != "and" || middle == next + 1 || end == middle + 1 || has_time(next, end))
      return not_plain(i);
    for (std::size_t at = next + 1; at < end; ++at) note(word(at));
    return write(fmt::format("{}({} and {})", is_negated ? "not " : "",
                             comparison(">=", text_of(parts_, next + 1, middle)),
                             comparison("<=", text_of(parts_, middle + 1, end))),
                 end);
  }

  std::size_t not_plain(std::size_t i) {
    return refuse(
        i,
        fmt::format("in a segment {}{} stands alone on one side of <, <=, > or >=, or before between",
                    word(i), is_time_function(word(i)) ? "()" : ""),
        "so it is known when it changes; write days_since(last_order_at) > 60");
  }

  // A number with its sign that begins at `i`, and where it ends.
  std::optional<std::pair<double, std::size_t>> number(std::size_t i) const {
    const bool is_negative = word(i) == "-";
    if (is_negative) ++i;
    const std::string_view text = word(i);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (is_one_of(arithmetic, word(i + 1))) return std::nullopt;
    return std::pair{is_negative ? -value : value, i + 1};
  }

  std::size_t score(std::size_t i) {
    const bool is_order_value = word(i) == "order_value_score";
    std::size_t at = i + 1;
    const bool is_between = word(at) == "between" || (word(at) == "not" && word(at + 1) == "between");
    if (word(at) == "not" && is_between) ++at;
    bool understood = word(at) == "is";
    if (is_one_of(orderings, word(at)) || is_between) {
      const auto first = number(at + 1);
      const auto second =
          first && is_between && word(first->second) == "and" ? number(first->second + 1) : std::nullopt;
      understood = first && (!is_between || second);
      if (first) out_.scores.push_back({is_order_value, first->first});
      if (second) out_.scores.push_back({is_order_value, second->first});
    } else if (i >= 2 && is_one_of(orderings, word(i - 1))) {
      // A sign or a sum before it belongs to the number.
      const bool has_sign = i >= 3 && word(i - 3) == "-";
      const auto left = number(has_sign ? i - 3 : i - 2);
      understood = left && !(i >= 3 && !has_sign && is_one_of(arithmetic, word(i - 3)));
      if (left) out_.scores.push_back({is_order_value, left->first});
    }
    if (!understood) {
      return refuse(i, fmt::format("in a segment {} is compared with a number", word(i)),
                    fmt::format("write {} >= 2", word(i)));
    }
    written_.push_back(parts_[i]);
    return i + 1;
  }

  std::size_t span(std::size_t i) {
    for (std::size_t at = i + 1; at < parts_.size() && !closes(parts_[at]); ++at) {
      const std::string_view text = word(at);
      if (text.size() < 2 || text.front() != '\'') continue;
      if (parse_duration(text.substr(1, text.size() - 2))) continue;
      return refuse(at, fmt::format("{} is no duration", text), "write '60d', '12h' or '90m'");
    }
    written_.push_back(parts_[i]);
    return i + 1;
  }

  const ConditionText& condition_;
  Problems& problems_;
  Parts parts_, written_;
  SegmentSql out_;
};

}  // namespace

std::optional<SegmentSql> segment_to_sql(const ConditionText& condition, Problems& problems) {
  return SegmentReader(condition, problems).read();
}

std::vector<ConditionText> leaves_of(const ConditionText& condition) {
  Problems ignored;
  const auto parts = condition_to_parts(condition, {}, ignored);
  std::vector<ConditionText> out;
  if (!parts) return out;
  // Within CASE and calls nothing is taken apart, nor what a "not" turns round: its parts say yes where it
  // says no.
  std::size_t begin = std::string::npos;
  int calls = 0, cases = 0;
  bool after_between = false;
  std::vector<bool> is_call;
  const auto finish = [&](std::size_t end) {
    if (begin == std::string::npos) return;
    Place place = condition.place;
    if (place.line != 0) place.column += static_cast<unsigned>(begin);
    out.push_back({std::string(trimmed(std::string_view(condition.text).substr(begin, end - begin))), place});
    begin = std::string::npos;
  };
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const ConditionPart& part = (*parts)[i];
    if (part.text == "case") ++cases;
    const bool is_inside = calls > 0 || cases > 0;
    if (part.text == "end" && cases > 0) --cases;
    const bool groups = part.text == "(" && begin == std::string::npos && !is_inside;
    if (opens(part)) {
      is_call.push_back(!groups);
      if (!groups) ++calls;
    }
    if (closes(part)) {
      const bool ended_call = !is_call.empty() && is_call.back();
      if (!is_call.empty()) is_call.pop_back();
      if (ended_call) --calls;
      if (!ended_call) {
        finish(part.at);
        continue;
      }
    }
    if (part.text == "between" && !is_inside) after_between = true;
    if (!is_inside && (part.text == "or" || (part.text == "and" && !after_between))) {
      finish(part.at);
      continue;
    }
    if (part.text == "and" && !is_inside) after_between = false;
    if (groups) continue;
    if (begin == std::string::npos) begin = part.at;
  }
  finish(condition.text.size());
  return out;
}

}  // namespace lifecycled
