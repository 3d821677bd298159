#include "dkim/canonical.hpp"

#include <algorithm>

namespace email {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Appends a line's text with each run of blanks as one space, none at its end.
void append_relaxed(std::string_view line, std::string& out) {
  const std::size_t begin = out.size();
  for (const char c : line) {
    if (!is_blank(c)) {
      out += c;
    } else if (out.size() == begin || out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.size() > begin && out.back() == ' ') out.pop_back();
}

}  // namespace

std::string field_name(std::string_view field) {
  std::string_view name = field.substr(0, field.find(':'));
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), small);
  return out;
}

std::string relaxed_header(std::string_view field) {
  std::string unfolded;
  const auto colon = field.find(':');
  for (const char c : field.substr(colon == field.npos ? field.size() : colon + 1)) {
    if (c != '\r' && c != '\n') unfolded += c;
  }
  std::string_view value = unfolded;
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  std::string out = field_name(field) + ":";
  std::string text;
  append_relaxed(value, text);
  return out + text + "\r\n";
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  std::size_t written = 0;  // up to the last line that is not empty
  while (!body.empty()) {
    const auto end = std::min(body.find("\r\n"), body.size());
    const std::size_t begin = out.size();
    append_relaxed(body.substr(0, end), out);
    const bool is_empty = out.size() == begin;
    out += "\r\n";
    if (!is_empty) written = out.size();
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  out.resize(written);
  return out;
}

SplitMail split_mail(std::string_view mail) {
  SplitMail split;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < mail.size();) {
    const auto end = std::min(mail.find("\r\n", at), mail.size());
    const auto next = std::min(end + 2, mail.size());
    if (end == at) {  // the empty line
      if (at > begin) split.fields.push_back(mail.substr(begin, at - begin));
      split.body = mail.substr(next);
      return split;
    }
    if (at > begin && !is_blank(mail[at])) {
      split.fields.push_back(mail.substr(begin, at - begin));
      begin = at;
    }
    at = next;
  }
  if (begin < mail.size()) split.fields.push_back(mail.substr(begin));
  return split;
}

}  // namespace email
