#include "message/html_text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <libxml/HTMLparser.h>

#include "base/text.hpp"
#include "message/plain_blocks.hpp"

namespace lifecycled {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 8> silent{"title", "style",    "script", "template",
                                                 "svg",   "textarea", "select", "object"};
constexpr std::array<std::string_view, 10> apart{"p",  "h1", "h2", "h3",         "h4",
                                                 "h5", "h6", "ul", "blockquote", "ol"};
constexpr std::array<std::string_view, 17> blocks{
    "div",  "section", "article", "main", "header", "footer", "center", "figure",    "address",
    "body", "caption", "nav",     "dl",   "dt",     "dd",     "form",   "figcaption"};

// A colon as the language sets it: after a narrow space, full-width, or as in English.
std::string colon_of(std::string_view language) {
  const std::string_view spoken = language.substr(0, language.find('-'));
  if (spoken == "fr") return "\u202f:";
  return spoken == "zh" || spoken == "ja" ? "\uff1a" : ":";
}

// Variadic as libxml2 wants it.
void ignore_mistake(void*, const char*, ...) {}

// A pass over the page without a tree: its cost is linear, and no nesting is too deep. libxml2 knows which
// tags close themselves and what entities mean.
class Reader {
 public:
  explicit Reader(std::string colon) : out_(std::move(colon)) {}

  std::string read(std::string_view html) {
    htmlSAXHandler handler{};
    handler.startElement = [](void* self, const xmlChar* name, const xmlChar** attributes) {
      static_cast<Reader*>(self)->open(text(name), attributes);
    };
    handler.endElement = [](void* self, const xmlChar* name) {
      static_cast<Reader*>(self)->close(text(name));
    };
    handler.characters = [](void* self, const xmlChar* bytes, int size) {
      static_cast<Reader*>(self)->say({text(bytes), static_cast<std::size_t>(size)});
    };
    handler.ignorableWhitespace = handler.characters;
    // Mistakes are the author's affair; the text is made of what is there.
    handler.error = ignore_mistake;
    handler.warning = handler.error;
    const std::unique_ptr<htmlParserCtxt, void (*)(htmlParserCtxtPtr)> parser(
        htmlCreatePushParserCtxt(&handler, this, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8),
        htmlFreeParserCtxt);
    if (!parser) return {};
    htmlCtxtUseOptions(parser.get(), HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOIMPLIED);
    // Within a body of ours, so that the page may begin and end as it likes.
    constexpr std::string_view frame = "<html><body>";
    htmlParseChunk(parser.get(), frame.data(), static_cast<int>(frame.size()), 0);
    htmlParseChunk(parser.get(), html.data(), static_cast<int>(html.size()), 0);
    htmlParseChunk(parser.get(), "", 0, 1);
    return out_.finish();
  }

 private:
  static const char* text(const xmlChar* bytes) { return reinterpret_cast<const char*>(bytes); }
  static std::string attribute(const xmlChar** list, std::string_view name) {
    for (; list && list[0]; list += 2) {
      if (name == text(list[0])) return list[1] ? text(list[1]) : "";
    }
    return {};
  }
  static bool is_hidden(const xmlChar** list) {
    for (const xmlChar** each = list; each && each[0]; each += 2) {
      if (std::string_view(text(each[0])) == "hidden") return true;
    }
    std::string style = lower_ascii(attribute(list, "style"));
    std::erase(style, ' ');
    return style.find("display:none") != std::string::npos || attribute(list, "aria-hidden") == "true";
  }

  void open(std::string_view name, const xmlChar** attributes) {
    if (silence_ > 0 || is_one_of(name, silent) || is_hidden(attributes)) {
      ++silence_;
      return;
    }
    if (name == "br") {
      out_.break_line();
    } else if (name == "img") {
      out_.write(attribute(attributes, "alt"));
    } else if (name == "hr") {
      out_.end_block(true);
      out_.write("--------");
      out_.end_block(true);
    } else if (name == "a") {
      out_.open_link(attribute(attributes, "href"));
    } else if (name == "pre") {
      out_.end_block(true);
      ++as_written_;
    } else if (name == "ul" || name == "ol") {
      out_.end_block(lists_.empty());
      lists_.push_back(name == "ol" ? 1 : 0);
    } else if (name == "li") {
      out_.end_block(false);
      int* number = lists_.empty() || lists_.back() == 0 ? nullptr : &lists_.back();
      out_.indent(number ? std::to_string((*number)++) + ". " : "- ");
    } else if (name == "blockquote") {
      out_.end_block(true);
      out_.indent("  ");
    } else if (name == "table") {
      const std::string role = attribute(attributes, "role");
      const bool is_layout = role == "presentation" || role == "none";
      out_.end_block(!is_layout);
      tables_.push_back(is_layout);
    } else if (name == "tr") {
      if (holds_data()) out_.begin_row();
    } else if (name == "header") {
      out_.end_block(false);
      out_.keep_links_inline(true);
    } else {
      end_block_at(name);
    }
  }

  void close(std::string_view name) {
    if (silence_ > 0) {
      --silence_;
      return;
    }
    if (name == "a") {
      out_.close_link();
    } else if (name == "pre") {
      out_.end_block(true);
      as_written_ = std::max(0, as_written_ - 1);
    } else if (name == "ul" || name == "ol") {
      if (!lists_.empty()) lists_.pop_back();
      out_.end_block(lists_.empty());
    } else if (name == "li") {
      out_.end_block(false);
      out_.outdent();
    } else if (name == "blockquote") {
      out_.end_block(true);
      out_.outdent();
    } else if (name == "table") {
      const bool is_layout = !holds_data();
      if (!tables_.empty()) tables_.pop_back();
      out_.end_block(!is_layout);
    } else if (name == "td" || name == "th") {
      if (holds_data()) {
        out_.end_cell();
      } else {
        out_.end_block(false);
      }
    } else if (name == "tr") {
      if (holds_data()) out_.end_row();
    } else if (name == "header") {
      out_.end_block(true);
      out_.keep_links_inline(false);
    } else {
      end_block_at(name);
    }
  }

  void say(std::string_view words) {
    if (silence_ == 0) out_.write(words, as_written_ > 0);
  }

  void end_block_at(std::string_view name) {
    if (is_one_of(name, apart)) {
      out_.end_block(lists_.empty());
    } else if (is_one_of(name, blocks)) {
      out_.end_block(false);
    }
  }
  // Whether the innermost table says something by its rows, and is not there for the layout's sake.
  bool holds_data() const { return !tables_.empty() && !tables_.back(); }

  PlainBlocks out_;
  int silence_ = 0;  // elements open since one that is not shown
  int as_written_ = 0;
  std::vector<int> lists_;    // the next number; 0 = without numbers
  std::vector<bool> tables_;  // true = for the layout alone
};

}  // namespace

std::string text_from_html(std::string_view html, std::string_view language) {
  return Reader(colon_of(language)).read(html);
}

}  // namespace lifecycled
