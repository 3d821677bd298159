#include "reports/status_code.hpp"

namespace email {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// One to three digits at `at`, which moves behind them; -1: there are none, or more.
int number(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  int value = 0;
  while (at < text.size() && is_digit(text[at]) && at - begin < 4) value = value * 10 + (text[at++] - '0');
  return at == begin || at - begin > 3 ? -1 : value;
}

char at_or_blank(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : ' '; }

}  // namespace

std::string StatusCode::text() const {
  if (kind == 0) return "";
  return std::to_string(kind) + "." + std::to_string(subject) + "." + std::to_string(detail);
}

std::vector<StatusCode> enhanced_codes(std::string_view text) {
  std::vector<StatusCode> codes;
  for (std::size_t i = 0; i + 4 < text.size(); ++i) {
    if ((text[i] != '4' && text[i] != '5') || text[i + 1] != '.') continue;
    const char before = i == 0 ? ' ' : text[i - 1];
    if (is_digit(before) || before == '.' || is_letter(before)) continue;
    std::size_t at = i + 2;
    const int subject = number(text, at);
    if (subject < 0 || subject > 9 || at_or_blank(text, at) != '.') continue;
    const int detail = number(text, ++at);
    const char after = at_or_blank(text, at);
    if (detail < 0 || is_letter(after) || (after == '.' && is_digit(at_or_blank(text, at + 1)))) continue;
    codes.push_back({text[i] - '0', subject, detail});
    i = at - 1;
  }
  return codes;
}

StatusCode telling_code(std::string_view text) {
  StatusCode best;
  for (const StatusCode& code : enhanced_codes(text)) {
    // A vague one gives way to the first that says more.
    if (best.kind == 0 || (best.is_vague() && !code.is_vague())) best = code;
  }
  return best;
}

int reply_code(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if ((text[i] != '4' && text[i] != '5') || !is_digit(text[i + 1]) || !is_digit(text[i + 2])) continue;
    const char before = i == 0 ? ' ' : text[i - 1], after = at_or_blank(text, i + 3);
    // RFC 5321, 4.2.1: the second digit is 0, 1, 2, 3 or 5.
    if (text[i + 1] > '5' || text[i + 1] == '4') continue;
    const bool begins = before == ' ' || before == '\n' || before == '\t' || before == ':' || before == '[' ||
                        before == '<' || before == '\'' || before == '"' || before == '(' || before == '#';
    if (begins && (after == ' ' || after == '-' || after == '\n' || after == '\r' || after == ':')) {
      return (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
    }
  }
  return 0;
}

}  // namespace email
