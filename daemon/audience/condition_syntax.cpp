#include "audience/condition_syntax.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "audience/condition_values.hpp"
#include "audience/profile.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_condition = 2000;
constexpr std::size_t deepest_nesting = 32;

constexpr std::array<std::string_view, 16> keywords{"and",  "or",      "not",   "in",    "is",   "null",
                                                    "like", "between", "case",  "when",  "then", "else",
                                                    "end",  "true",    "false", "escape"};

enum class TokenKind { Word, Number, Text, Symbol, End };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text;  // words in small letters
  std::size_t at = 0;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  Reader(const ConditionText& condition, const EventsAtHand& events, const EventsAtHand& heard,
         Problems& problems)
      : condition_(condition), events_(events), heard_(heard), problems_(problems) {}

  std::optional<std::vector<ConditionPart>> parts() {
    if (condition_.text.size() > longest_condition) {
      return fail(0, fmt::format("the condition is longer than {} characters", longest_condition),
                  "split it over several steps or segments");
    }
    if (!tokenise() || !check() || !check_compared_values(written_, condition_, problems_))
      return std::nullopt;
    return std::move(written_);
  }

 private:
  std::nullopt_t fail(std::size_t at, std::string text, std::string hint = "") {
    Place place = condition_.place;
    if (place.line != 0) place.column += static_cast<unsigned>(at);
    problems_.error(std::move(place), std::move(text), std::move(hint));
    return std::nullopt;
  }

  bool refuse(std::size_t at, std::string text, std::string hint = "") {
    fail(at, std::move(text), std::move(hint));
    return false;
  }

  bool tokenise() {
    const std::string& text = condition_.text;
    for (std::size_t at = 0; at < text.size();) {
      const char c = text[at];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at;
      } else if (is_letter(c)) {
        std::size_t end = at;
        while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
        tokens_.push_back({TokenKind::Word, lower_ascii(std::string_view(text).substr(at, end - at)), at});
        at = end;
      } else if (is_digit(c)) {
        std::size_t end = at;
        while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
        const std::string number = text.substr(at, end - at);
        if (std::ranges::count(number, '.') > 1 || number.back() == '.' ||
            (end < text.size() && is_letter(text[end]))) {
          return refuse(at, "this is not a number", "numbers look like 12 or 0.5");
        }
        tokens_.push_back({TokenKind::Number, number, at});
        at = end;
      } else if (c == '\'') {
        const auto end = end_of_text(at);
        if (!end) return refuse(at, "the text that begins here has no closing quote");
        tokens_.push_back({TokenKind::Text, text.substr(at, *end - at), at});
        at = *end;
      } else if (!symbol(at)) {
        return false;
      }
    }
    tokens_.push_back({TokenKind::End, "", text.size()});
    return true;
  }

  // One past the closing quote; '' within a text stands for one quote.
  std::optional<std::size_t> end_of_text(std::size_t at) const {
    const std::string& text = condition_.text;
    for (std::size_t end = at + 1; end < text.size(); ++end) {
      if (text[end] != '\'') continue;
      if (end + 1 < text.size() && text[end + 1] == '\'') {
        ++end;
      } else {
        return end + 1;
      }
    }
    return std::nullopt;
  }

  bool symbol(std::size_t& at) {
    const std::string_view rest = std::string_view(condition_.text).substr(at);
    if (rest.starts_with("--") || rest.starts_with("/*")) return refuse(at, "a condition has no comments");
    if (rest.starts_with('"')) {
      return refuse(at, "names stand without quotes, and texts in single quotes",
                    "write 'NL' instead of \"NL\"");
    }
    constexpr std::array<std::string_view, 18> symbols{"<=", ">=", "<>", "!=", "==", "||", "=", "<", ">",
                                                       "+",  "-",  "*",  "/",  "%",  "(",  ")", ",", "."};
    for (const std::string_view candidate : symbols) {
      if (!rest.starts_with(candidate)) continue;
      tokens_.push_back({TokenKind::Symbol, std::string(candidate), at});
      at += candidate.size();
      return true;
    }
    return refuse(at, fmt::format("\"{}\" has no place in a condition", shortened(rest.substr(0, 1), 4)));
  }

  bool check() {
    if (tokens_.size() == 1)
      return refuse(0, "the condition is empty", "leave the key out to mean everybody");
    for (std::size_t i = 0; tokens_[i].kind != TokenKind::End; ++i) {
      const Token& token = tokens_[i];
      if (token.kind == TokenKind::Word) {
        if (!word(i)) return false;
      } else if (token.kind == TokenKind::Symbol && !bracket(i)) {
        return false;
      } else if (token.kind == TokenKind::Symbol && token.text == ".") {
        return refuse(token.at, "a dot stands only in event.NAME and heard.NAME");
      } else {
        write(token.text, token.at);
      }
    }
    if (!open_.empty()) return refuse(open_.back().at, "this bracket is not closed");
    return true;
  }

  bool bracket(std::size_t i) {
    const Token& token = tokens_[i];
    if (token.text == "(") {
      const Token before = i > 0 ? tokens_[i - 1] : Token{};
      const bool is_call = before.kind == TokenKind::Word && find_condition_function(before.text);
      const bool within_not = !open_.empty() && open_.back().is_negated;
      open_.push_back({token.at, !is_call && (before.text == "not" || within_not)});
      if (open_.size() > deepest_nesting) return refuse(token.at, "brackets are nested too deeply");
    } else if (token.text == ")") {
      // "1) or (1" must not end our own bracket.
      if (open_.empty()) return refuse(token.at, "this bracket closes nothing");
      open_.pop_back();
    }
    return true;
  }

  bool word(std::size_t& i) {
    const Token& token = tokens_[i];
    const bool called = tokens_[i + 1].text == "(" && tokens_[i + 1].kind == TokenKind::Symbol;
    if (token.text == "event" && tokens_[i + 1].text == ".") return event_property(i, events_);
    if (token.text == "heard" && tokens_[i + 1].text == ".") return event_property(i, heard_);
    if (std::ranges::find(keywords, token.text) != keywords.end()) {
      write(token.text, token.at);
      return true;
    }
    if (called) return function(i);
    if (const ProfileColumn* column = find_profile_column(token.text)) {
      warn_if_absent(i, *column);
      write(token.text, token.at);
      return true;
    }
    if (token.text == "select")
      return refuse(token.at, "a condition speaks of one customer and cannot select from tables");
    if (find_condition_function(token.text)) {
      return refuse(token.at, fmt::format("{} is a function", token.text),
                    fmt::format("write {}(...)", token.text));
    }
    return refuse(token.at, fmt::format("unknown name \"{}\"", token.text),
                  did_you_mean(token.text, condition_names()));
  }

  // An unknown value makes "<>" and "not" unknown too, which counts as no: rarely what was meant.
  void warn_if_absent(std::size_t i, const ProfileColumn& column) {
    if (!column.can_be_absent) return;
    const auto negates = [](const Token& token) {
      return token.text == "<>" || token.text == "!=" || token.text == "not";
    };
    const Token& next = tokens_[i + 1];
    // "is" and "not null" know the absent.
    if (next.text == "is" || (next.text == "not" && tokens_[i + 2].text == "null")) return;
    const bool within_not = !open_.empty() && open_.back().is_negated;
    if (!within_not && !negates(next) && (i == 0 || !negates(tokens_[i - 1]))) return;
    Place place = condition_.place;
    if (place.line != 0) place.column += static_cast<unsigned>(tokens_[i].at);
    problems_.warning(std::move(place),
                      fmt::format("{} can be absent, and then this condition says no", column.name),
                      fmt::format("use \"{} is not ...\" to count the absent ones in", column.name));
  }

  bool function(std::size_t& i) {
    const Token& token = tokens_[i];
    const ConditionFunction* function = find_condition_function(token.text);
    if (!function) {
      std::vector<std::string> names;
      for (const auto& known : condition_functions()) names.emplace_back(known.name);
      return refuse(token.at, fmt::format("a condition cannot call {}()", token.text),
                    did_you_mean(token.text, names));
    }
    const int given = arguments(i + 1);
    if (given >= 0 && (given < function->fewest_arguments || given > function->most_arguments)) {
      return refuse(token.at,
                    fmt::format("{}() takes {} value{}, not {}", token.text, function->fewest_arguments,
                                function->fewest_arguments == 1 ? "" : "s", given),
                    std::string(function->help));
    }
    // To count events needs none, unless they are to be alike.
    const bool needs_event = token.text == "event_count"
                                 ? given > 2
                                 : token.text.starts_with("event_") || token.text == "product_gap_days";
    if (needs_event && events_.empty()) return no_event(token.at);
    if (token.text.starts_with("heard_") && heard_.empty()) return nothing_heard(token.at);
    if (const std::string_view handed = handed_over(token.text); !handed.empty()) {
      write(token.text + "(" + std::string(handed) + ",", token.at);
      open_.push_back({tokens_[++i].at, false});
      return true;
    }
    write(token.text, token.at);
    return true;
  }

  // What some of our functions are given before their own values, and conditions cannot name.
  static std::string_view handed_over(std::string_view function) {
    if (function.starts_with("property_")) return "properties";
    if (function == "reachable") return "reachable_channels";
    for (const char* of_customer : {"in_segment", "in_list", "event_count", "product_gap_days"})
      if (function == of_customer) return "customer_id";
    return "";
  }

  void write(std::string text, std::size_t at) { written_.push_back({std::move(text), at}); }

  bool no_event(std::size_t at) {
    return refuse(at, "there is no event at hand here, so it has no properties");
  }

  bool nothing_heard(std::size_t at) {
    return refuse(at, "no step waits for an event, so nothing is heard",
                  "a wait_for = \"...\" must come before");
  }

  // How many values stand in the bracket that opens at token `open`; -1 if it never closes.
  int arguments(std::size_t open) const {
    int depth = 0;
    int commas = 0;
    for (std::size_t i = open; tokens_[i].kind != TokenKind::End; ++i) {
      if (tokens_[i].kind != TokenKind::Symbol) continue;
      if (tokens_[i].text == "(") ++depth;
      if (tokens_[i].text == ")" && --depth == 0) return i == open + 1 ? 0 : commas + 1;
      if (tokens_[i].text == "," && depth == 1) ++commas;
    }
    return -1;
  }

  // event.NAME or heard.NAME, of any of these events.
  bool event_property(std::size_t& i, const EventsAtHand& events) {
    const std::string& whose = tokens_[i].text;
    const Token& name = tokens_[i + 2];
    if (name.kind != TokenKind::Word)
      return refuse(name.at, fmt::format("a property's name must follow \"{}.\"", whose));
    if (events.empty()) return whose == "event" ? no_event(tokens_[i].at) : nothing_heard(tokens_[i].at);
    std::optional<PropertyType> type;
    std::vector<std::string> known;
    for (const EventDescription* event : events) {
      for (const auto& [property, property_type] : event->properties) {
        known.push_back(property);
        if (lower_ascii(property) == name.text) {
          type = property_type;
          property_name_ = property;
        }
      }
    }
    if (!type) {
      return refuse(name.at, fmt::format("{} has no property \"{}\"", events.front()->name, name.text),
                    did_you_mean(name.text, known));
    }
    if (*type == PropertyType::List) {
      return refuse(name.at, fmt::format("{}.{} is a list and cannot be compared", whose, name.text));
    }
    const bool number = *type == PropertyType::Number || *type == PropertyType::Money;
    write(fmt::format("{}_{}('{}')", whose, number ? "number" : "text", property_name_), tokens_[i].at);
    written_.back().property = type;
    i += 2;
    return true;
  }

  const ConditionText& condition_;
  const EventsAtHand& events_;
  const EventsAtHand& heard_;
  Problems& problems_;
  std::vector<Token> tokens_;
  std::vector<ConditionPart> written_;
  struct Bracket {
    std::size_t at = 0;
    bool is_negated = false;  // what stands in it is turned round by a "not" before it
  };
  std::vector<Bracket> open_;
  std::string property_name_;
};

}  // namespace

std::optional<std::vector<ConditionPart>> condition_to_parts(const ConditionText& condition,
                                                             const EventsAtHand& events, Problems& problems,
                                                             const EventsAtHand& heard) {
  return Reader(condition, events, heard, problems).parts();
}

std::string to_sql(const std::vector<ConditionPart>& parts) {
  std::string out;
  for (const ConditionPart& part : parts) out += (out.empty() ? "" : " ") + part.text;
  return out;
}

std::optional<std::string> condition_to_sql(const ConditionText& condition, const EventsAtHand& events,
                                            Problems& problems, const EventsAtHand& heard) {
  const auto parts = condition_to_parts(condition, events, problems, heard);
  if (!parts) return std::nullopt;
  return to_sql(*parts);
}

}  // namespace lifecycled
