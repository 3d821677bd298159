#include "message/html_links.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <libxml/HTMLparser.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::string_view blanks = " \t\n\r\f";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::array<std::string_view, 7> raw_elements{"script", "style",    "textarea", "title",
                                                       "xmp",    "noscript", "iframe"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return letters.find(c) != std::string_view::npos; }

void append_utf8(std::string& out, unsigned code) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// "&#38;", "&#x26;": the code, and how many bytes it takes with its semicolon.
std::optional<std::pair<unsigned, std::size_t>> numeric_reference(std::string_view text) {
  std::size_t at = 2;
  const bool is_hex = text.size() > at && (text[at] == 'x' || text[at] == 'X');
  at += is_hex;
  const std::size_t first = at;
  unsigned code = 0;
  for (; at < text.size() && at < first + 8; ++at) {
    const char c = text[at];
    const unsigned low = static_cast<unsigned>(c | 0x20) - 'a';
    if (is_digit(c)) {
      code = code * (is_hex ? 16 : 10) + static_cast<unsigned>(c - '0');
    } else if (is_hex && low < 6) {
      code = code * 16 + 10 + low;
    } else {
      break;
    }
  }
  if (at == first) return std::nullopt;
  if (at < text.size() && text[at] == ';') ++at;
  return std::pair{code, at};
}

// In an attribute a name without its semicolon is left alone, or "?a=1&copy=2" would break.
std::string with_references_resolved(std::string_view value) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const std::string_view rest = value.substr(at);
    if (rest.starts_with("&#")) {
      if (const auto found = numeric_reference(rest)) {
        append_utf8(out, found->first);
        at += found->second;
        continue;
      }
    } else if (rest[0] == '&') {
      const auto end = rest.find(';');
      if (end != std::string_view::npos && end <= 32) {
        const std::string name(rest.substr(1, end - 1));
        if (const htmlEntityDesc* known = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()))) {
          append_utf8(out, known->value);
          at += end + 1;
          continue;
        }
      }
    }
    out += value[at++];
  }
  return out;
}

struct Attribute {
  std::string name;  // in small letters
  std::size_t at = 0, size = 0;
  bool is_quoted = false;
};

class Scanner {
 public:
  explicit Scanner(std::string_view html) : html_(html) {}

  void read() {
    while (at_ < html_.size()) {
      at_ = html_.find('<', at_);
      if (at_ == std::string_view::npos) break;
      if (html_.substr(at_).starts_with("<!--")) {
        skip_comment();
      } else if (at_ + 1 < html_.size() && is_letter(html_[at_ + 1])) {
        ++at_;
        read_tag();
      } else if (html_.substr(at_).starts_with("</") || html_.substr(at_).starts_with("<!") ||
                 html_.substr(at_).starts_with("<?")) {
        skip_past(">");
      } else {
        ++at_;
      }
    }
  }
  std::vector<HtmlLink> links() && { return std::move(links_); }
  std::vector<HtmlTag> tags() && { return std::move(tags_); }

 private:
  void skip_past(std::string_view end) {
    const auto found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }
  void skip_comment() {
    at_ += 4;
    // "<!-->" and "<!--->" are whole comments.
    if (html_.substr(at_).starts_with('>')) {
      at_ += 1;
    } else if (html_.substr(at_).starts_with("->")) {
      at_ += 2;
    } else {
      skip_past("-->");
    }
  }

  void read_tag() {
    const std::size_t start = at_ - 1;
    const auto end = html_.find_first_of(" \t\n\r\f/>", at_);
    const std::string name = lower_ascii(html_.substr(at_, end - at_));
    at_ = end == std::string_view::npos ? html_.size() : end;
    std::vector<Attribute> attributes;
    while (const auto attribute = next_attribute()) attributes.push_back(*attribute);
    if (name == "a" || name == "area") take_link(attributes);
    tags_.push_back({name, start, at_ - start, url_of(attributes, name == "img" ? "src" : "href")});
    for (const std::string_view raw : raw_elements) {
      if (name == raw) return skip_element(name);
    }
  }

  // Up to its end tag, whatever stands in it.
  void skip_element(const std::string& name) {
    while (at_ < html_.size()) {
      skip_past("</");
      if (lower_ascii(html_.substr(at_, name.size())) == name) return skip_past(">");
    }
  }

  // Nothing: the tag is over.
  std::optional<Attribute> next_attribute() {
    at_ = std::min(html_.find_first_not_of(" \t\n\r\f/", at_), html_.size());
    if (at_ >= html_.size()) return std::nullopt;
    if (html_[at_] == '>') {
      ++at_;
      return std::nullopt;
    }
    // A name may begin with "=", and what follows it is part of it then.
    const auto name_end = std::min(html_.find_first_of(" \t\n\r\f/>=", at_ + 1), html_.size());
    Attribute out{lower_ascii(html_.substr(at_, name_end - at_))};
    at_ = name_end;
    const auto sign = html_.find_first_not_of(blanks, at_);
    if (sign == std::string_view::npos || html_[sign] != '=') return out;
    at_ = std::min(html_.find_first_not_of(blanks, sign + 1), html_.size());
    if (at_ >= html_.size()) return out;
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
      out.is_quoted = true;
      out.at = at_ + 1;
      const auto end = html_.find(quote, out.at);
      if (end == std::string_view::npos) {  // the tag never ends: a browser shows none of it
        at_ = html_.size();
        return std::nullopt;
      }
      out.size = end - out.at;
      at_ = end + 1;
    } else {
      out.at = at_;
      at_ = std::min(html_.find_first_of(" \t\n\r\f>", at_), html_.size());
      out.size = at_ - out.at;
    }
    return out;
  }

  // Of several attributes of one name, the first counts.
  std::string url_of(const std::vector<Attribute>& attributes, std::string_view name) const {
    const auto found = std::ranges::find(attributes, name, &Attribute::name);
    if (found == attributes.end()) return "";
    return std::string(trimmed(with_references_resolved(html_.substr(found->at, found->size))));
  }

  void take_link(const std::vector<Attribute>& attributes) {
    const Attribute* href = nullptr;
    bool is_untracked = false;
    for (const Attribute& attribute : attributes) {
      if (attribute.name == "href" && !href) href = &attribute;  // of several, the first counts
      is_untracked |= attribute.name == "data-untracked";
    }
    if (!href || href->size == 0) return;
    const std::string url = with_references_resolved(html_.substr(href->at, href->size));
    links_.push_back({href->at, href->size, href->is_quoted, is_untracked, std::string(trimmed(url))});
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::vector<HtmlLink> links_;
  std::vector<HtmlTag> tags_;
};

}  // namespace

std::vector<HtmlLink> html_links(std::string_view html) {
  Scanner scanner(html);
  scanner.read();
  return std::move(scanner).links();
}

std::vector<HtmlTag> html_tags(std::string_view html) {
  Scanner scanner(html);
  scanner.read();
  return std::move(scanner).tags();
}

std::size_t end_of_body(std::string_view html) {
  const auto found = lower_ascii(html).rfind("</body");
  return found == std::string::npos ? html.size() : found;
}

}  // namespace lifecycled
