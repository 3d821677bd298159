// Tags about the template's text itself: comments, doc, raw and liquid.
#include "liquid/located.hpp"
#include "liquid/tags.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

void tag_inline_comment(Compiler&, const Piece& tag) {
  std::size_t at = 0;
  while ((at = tag.content.find('\n', at)) != std::string_view::npos) {
    const auto rest = strip_left(tag.content.substr(at));
    if (!rest.empty() && rest.front() != '#')
      throw Located(tag.offset + tag.content.size() - rest.size(),
                    "each line of a comment begins with \"#\"");
    at = tag.content.size() - rest.size();
  }
}

void tag_comment(Compiler& compiler, const Piece& tag) { compiler.scanner().skip_comment(tag.place); }

void tag_doc(Compiler& compiler, const Piece& tag) {
  if (!is_whitespace(tag.content)) throw Located(tag.offset, "\"doc\" takes nothing behind it");
  const Piece text = compiler.scanner().verbatim("enddoc", tag.place);
  for (std::size_t at = 0; (at = text.content.find("{%", at)) != std::string_view::npos; at += 2) {
    auto rest = text.content.substr(at + 2);
    if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
    rest = strip_left(rest);
    if (rest.starts_with("doc") && !strip_left(rest.substr(3)).empty() &&
        (is_space(rest[3]) || rest[3] == '%' || rest[3] == '-'))
      throw Located(text.offset + at, "a \"doc\" inside a \"doc\"");
  }
}

void tag_raw(Compiler& compiler, const Piece& tag) {
  if (!is_whitespace(tag.content)) throw Located(tag.offset, "\"raw\" takes nothing behind it");
  compiler.text(compiler.scanner().verbatim("endraw", tag.place), true);
}

void tag_liquid(Compiler& compiler, const Piece& tag) { compiler.lines(tag); }

}  // namespace lifecycled::liquid
