#include "audience/condition_values.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "audience/column_values.hpp"
#include "audience/profile.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace lifecycled {
namespace {

// What is known of one side of a comparison; nothing of a sum, of a bracket, of "null".
enum class SideKind { Unknown, Number, Text, Moment, Answer };

struct Side {
  SideKind kind = SideKind::Unknown;
  bool is_literal = false;
  std::string name;          // as people call it: "stage", "days_since()", "event.total"
  std::string_view column;   // whose values it has, if any
  bool is_boolean = false;   // an event's property that is 'true' or 'false'
  bool may_be_else = false;  // coalesce(): also what stands in for an absent value
  std::size_t begin = 0, end = 0;
};

constexpr std::array<std::string_view, 9> comparisons{"=", "==", "<>", "!=", "<", "<=", ">", ">=", "is"};
constexpr std::array<std::string_view, 4> orderings{"<", "<=", ">", ">="};
constexpr std::array<std::string_view, 6> arithmetic{"+", "-", "*", "/", "%", "||"};
constexpr std::array<std::string_view, 9> number_functions{"abs",         "days_since",       "days_until",
                                                           "event_count", "event_number",     "heard_number",
                                                           "length",      "product_gap_days", "round"};
constexpr std::array<std::string_view, 7> text_functions{"event_text", "heard_text", "lower", "property_text",
                                                         "substr",     "trim",       "upper"};
constexpr std::array<std::string_view, 4> answer_functions{"in_list", "in_segment", "older_than",
                                                           "reachable"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view text) {
  return std::ranges::find(words, text) != words.end();
}

SideKind kind_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::Number:
      return SideKind::Number;
    case ColumnKind::Text:
      return SideKind::Text;
    case ColumnKind::Moment:
      return SideKind::Moment;
    case ColumnKind::Answer:
      return SideKind::Answer;
  }
  return SideKind::Unknown;
}

SideKind kind_of_call(std::string_view function) {
  if (is_one_of(number_functions, function) || function == "property_number" || function == "instr")
    return SideKind::Number;
  if (is_one_of(text_functions, function)) return SideKind::Text;
  return is_one_of(answer_functions, function) ? SideKind::Answer : SideKind::Unknown;
}

std::string_view kind_name(SideKind kind) {
  switch (kind) {
    case SideKind::Number:
      return "a number";
    case SideKind::Moment:
      return "a moment";
    case SideKind::Answer:
      return "yes or no";
    case SideKind::Text:
    case SideKind::Unknown:
      break;
  }
  return "a text";
}

// "it's" of "'it''s'".
std::string text_in(std::string_view literal) {
  std::string out;
  for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
    out += literal[i];
    if (literal[i] == '\'') ++i;
  }
  return out;
}

bool is_plain_number(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

class ComparedValues {
 public:
  ComparedValues(const std::vector<ConditionPart>& parts, const ConditionText& condition, Problems& problems)
      : parts_(parts), condition_(condition), problems_(problems) {}

  bool check() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!comparison(i)) return false;
    }
    return true;
  }

 private:
  std::string_view word(std::size_t i) const {
    return i < parts_.size() ? parts_[i].text : std::string_view{};
  }
  // "(" and "property_text(properties,".
  bool opens(std::size_t i) const {
    return word(i) == "(" || (word(i).size() > 1 && word(i).ends_with(',') && word(i).front() != '\'');
  }

  bool comparison(std::size_t i) {
    if (is_one_of(comparisons, word(i))) {
      const std::size_t begin = word(i) == "is" && word(i + 1) == "not" ? i + 2 : i + 1;
      return pair(side_before(i), side_at(begin), is_one_of(orderings, word(i)));
    }
    const std::size_t left_end = i > 0 && word(i - 1) == "not" ? i - 1 : i;
    if (word(i) == "in" && word(i + 1) == "(") {
      const Side left = side_before(left_end);
      for (std::size_t at = i + 2; at < parts_.size();) {
        const Side value = side_at(at);
        if (!pair(left, value, false)) return false;
        at = std::max(value.end, at + 1);
        if (word(at) != ",") break;
        ++at;
      }
    }
    if (word(i) == "between") {
      const Side left = side_before(left_end);
      const Side low = side_at(i + 1);
      if (!pair(left, low, true)) return false;
      if (word(low.end) == "and") return pair(left, side_at(low.end + 1), true);
    }
    return true;
  }

  Side side_before(std::size_t end) const {
    if (end == 0) return {};
    std::size_t begin = end - 1;
    if (word(begin) == ")") {
      int depth = 1;
      while (depth > 0 && begin > 0) {
        --begin;
        if (word(begin) == ")") ++depth;
        if (opens(begin)) --depth;
      }
      if (word(begin) == "(" && begin > 0 && find_condition_function(word(begin - 1))) --begin;
    }
    if (begin > 0 && is_one_of(arithmetic, word(begin - 1))) return {};
    const Side side = side_at(begin);
    return side.end == end ? side : Side{};
  }

  // What begins at `i`, if it stands alone.
  Side side_at(std::size_t i) const {
    Side side = plain_side(i);
    side.begin = i;
    if (is_one_of(arithmetic, word(side.end))) side.kind = SideKind::Unknown;
    return side;
  }

  Side plain_side(std::size_t i) const {
    Side side;
    side.end = i + 1;
    if (i >= parts_.size()) return side;
    const bool has_sign = word(i) == "-" || word(i) == "+";
    const std::string_view text = word(has_sign ? i + 1 : i);
    if (is_plain_number(text) || text == "true" || text == "false") {
      // SQL's true is 1, and no text equals it.
      side.kind = SideKind::Number;
      side.is_literal = true;
      side.end = has_sign ? i + 2 : i + 1;
    } else if (has_sign) {
      return side;
    } else if (text.starts_with('\'')) {
      side.kind = SideKind::Text;
      side.is_literal = true;
    } else if (const auto& property = parts_[i].property) {
      property_side(side, text, *property);
    } else if (const ProfileColumn* column = find_profile_column(text)) {
      side.kind = kind_of(column->kind);
      side.name = side.column = column->name;
    } else {
      call_side(side, i);
    }
    return side;
  }

  static void property_side(Side& side, std::string_view sql, PropertyType type) {
    const bool is_number = type == PropertyType::Number || type == PropertyType::Money;
    side.kind = is_number ? SideKind::Number : SideKind::Text;
    side.is_boolean = type == PropertyType::Boolean;
    const auto quote = sql.find('\'');
    side.name = fmt::format("{}.{}", sql.substr(0, sql.find('_')),
                            sql.substr(quote + 1, sql.rfind('\'') - quote - 1));
  }

  void call_side(Side& side, std::size_t i) const {
    const std::string_view function = word(i).substr(0, word(i).find('('));
    const std::size_t open = opens(i) ? i : i + 1;
    if (!opens(open) || !find_condition_function(function)) return;
    int depth = 0;
    std::size_t end = open;
    do {
      if (opens(end)) ++depth;
      if (word(end) == ")") --depth;
      ++end;
    } while (depth > 0 && end < parts_.size());
    side.end = end;
    side.name = fmt::format("{}()", function);
    side.kind = kind_of_call(function);
    if (function != "coalesce") return;
    const ProfileColumn* column = find_profile_column(word(open + 1));
    if (!column || word(open + 2) != ",") return;
    side.kind = kind_of(column->kind);
    side.column = column->name;
    side.may_be_else = true;
  }

  bool pair(const Side& left, const Side& right, bool is_ordering) {
    if (left.is_literal == right.is_literal) return true;
    if (left.is_literal) return value(right, left, is_ordering);
    return value(left, right, is_ordering);
  }

  // Whether `what` may compare with the literal.
  bool value(const Side& what, const Side& literal, bool is_ordering) {
    if (what.kind == SideKind::Unknown || literal.kind == SideKind::Unknown) return true;
    const std::string_view written = word(literal.begin);
    if (literal.kind == SideKind::Number) {
      if (what.kind != SideKind::Text) return true;
      return refuse(literal,
                    fmt::format("{} is a text and {} a number, which never compare", what.name, written),
                    what.is_boolean ? "write 'true' or 'false'" : fmt::format("write '{}'", written));
    }
    const std::string text = text_in(written);
    if (what.may_be_else && stands_in(what, written)) return true;
    if (what.kind != SideKind::Text) {
      return refuse(literal,
                    fmt::format("{} is {} and {} a text, which never compare", what.name,
                                kind_name(what.kind), shortened(written, 40)),
                    instead(what, text));
    }
    if (is_ordering) return true;
    if (what.is_boolean && text != "true" && text != "false")
      return refuse(literal, fmt::format("{} is never {}", what.name, shortened(written, 40)),
                    "write 'true' or 'false'");
    warn_of_channel(what, literal, text);
    if (const auto never = impossible_value(what.column, text))
      return refuse(literal, fmt::format("{} is never {}", what.column, shortened(written, 40)), never->hint);
    return true;
  }

  // The shop sends what it likes as the wish, so a name that is close to a channel's is only warned of.
  void warn_of_channel(const Side& what, const Side& literal, const std::string& text) {
    static const std::vector<std::string> channels{"email", "sms", "whatsapp", "webpush"};
    if (what.column != "preferred_channel" || std::ranges::find(channels, text) != channels.end()) return;
    const std::string near = did_you_mean(lower_ascii(text), channels);
    if (near.empty()) return;
    problems_.warning(place_of(literal), fmt::format("no channel is called {}", word(literal.begin)), near);
  }

  // Whether coalesce() answers with this very text.
  bool stands_in(const Side& call, std::string_view literal) const {
    for (std::size_t i = call.begin; i < call.end; ++i) {
      if (word(i) == literal) return true;
    }
    return false;
  }

  static std::string instead(const Side& what, const std::string& text) {
    if (what.kind == SideKind::Answer) return fmt::format("write {0}, or not {0}", what.name);
    if (what.kind == SideKind::Moment) {
      return fmt::format("write days_since({0}) < 60, or older_than({0}, '60d')", what.name);
    }
    if (is_plain_number(text)) return fmt::format("write {} without quotes", text);
    const auto span = parse_duration(text);
    if (!span) return "write a number, without quotes";
    if (!what.name.starts_with("days_")) return "write the number without a unit and quotes";
    const double days = static_cast<double>(span->count()) / static_cast<double>(day_length.count());
    if (what.name != "days_since()") return fmt::format("it is in days: write {:.6g}", days);
    return fmt::format("it is in days: write {:.6g}, or older_than(MOMENT, '{}')", days, text);
  }

  bool refuse(const Side& literal, std::string text, std::string hint) {
    return !problems_.pointless(place_of(literal), std::move(text), std::move(hint));
  }

  Place place_of(const Side& literal) const {
    Place place = condition_.place;
    if (place.line != 0) place.column += static_cast<unsigned>(parts_[literal.begin].at);
    return place;
  }

  const std::vector<ConditionPart>& parts_;
  const ConditionText& condition_;
  Problems& problems_;
};

}  // namespace

bool check_compared_values(const std::vector<ConditionPart>& parts, const ConditionText& condition,
                           Problems& problems) {
  return ComparedValues(parts, condition, problems).check();
}

}  // namespace lifecycled
