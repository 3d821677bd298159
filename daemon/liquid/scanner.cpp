#include "liquid/scanner.hpp"

#include <algorithm>

#include "liquid/located.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

// Splits "name rest" into the piece; a comment's name is "#".
void name_tag(Piece& piece, std::string_view text, std::size_t offset) {
  std::size_t begin = 0;
  while (begin < text.size() && is_space(text[begin])) ++begin;
  std::size_t end = begin;
  if (end < text.size() && text[end] == '#')
    ++end;
  else
    while (end < text.size() && is_word(text[end])) ++end;
  piece.is = Piece::Is::tag;
  piece.place = offset + begin;
  piece.name = text.substr(begin, end - begin);
  piece.content = text.substr(end);
  piece.offset = offset + end;
}

}  // namespace

bool SourceScanner::next(Piece& piece) {
  if (at_ == source_.size()) return false;
  const std::size_t begin = at_;
  std::size_t end = begin;
  while (true) {
    end = source_.find('{', end);
    if (end == std::string_view::npos || end + 1 >= source_.size()) end = source_.size();
    if (end == source_.size() || source_[end + 1] == '{' || source_[end + 1] == '%') break;
    ++end;
  }
  if (end == begin) {
    markup(piece);
    return true;
  }
  std::string_view text = source_.substr(begin, end - begin);
  std::size_t offset = begin;
  if (trims_left_) {
    const std::size_t before = text.size();
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    offset += before - text.size();
  }
  if (end + 2 < source_.size() && source_[end + 2] == '-')
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  trims_left_ = false;
  at_ = end;
  piece = {Piece::Is::text, text, {}, offset, offset};
  return true;
}

void SourceScanner::markup(Piece& piece) {
  const std::size_t place = at_;
  const bool is_output = source_[place + 1] == '{';
  const auto end = source_.find(is_output ? "}}" : "%}", place + 2);
  if (end == std::string_view::npos)
    throw Located(place, is_output ? "\"{{\" is not closed by \"}}\"" : "\"{%\" is not closed by \"%}\"");
  std::size_t first = place + 2;
  std::size_t last = end;
  if (first < last && source_[first] == '-') ++first;
  trims_left_ = last > first && source_[last - 1] == '-';
  if (trims_left_) --last;
  // {{-}} is one hyphen for both sides.
  if (end == place + 3 && source_[place + 2] == '-') trims_left_ = true;
  at_ = end + 2;
  if (is_output)
    piece = {Piece::Is::output, source_.substr(first, last - first), {}, first, place};
  else
    name_tag(piece, source_.substr(first, last - first), first);
}

void SourceScanner::skip_comment(std::size_t place) {
  std::size_t depth = 1;
  bool in_raw = false;
  Piece piece;
  while (true) {
    const auto open = source_.find("{%", at_);
    const auto close = open == std::string_view::npos ? open : source_.find("%}", open + 2);
    if (close == std::string_view::npos) throw Located(place, "\"comment\" is not closed by \"endcomment\"");
    at_ = open;
    markup(piece);
    if (in_raw)
      in_raw = piece.name != "endraw";
    else if (piece.name == "raw")
      in_raw = true;
    else if (piece.name == "comment")
      ++depth;
    else if (piece.name == "endcomment" && --depth == 0)
      return;
  }
}

Piece SourceScanner::verbatim(std::string_view end_tag, std::size_t place) {
  const std::size_t begin = at_;
  for (std::size_t open = begin;; open += 2) {
    open = source_.find("{%", open);
    if (open == std::string_view::npos)
      throw Located(place, "\"" + std::string(end_tag.substr(3)) + "\" is not closed by \"" +
                               std::string(end_tag) + "\"");
    std::size_t at = open + 2;
    if (at < source_.size() && source_[at] == '-') ++at;
    while (at < source_.size() && is_space(source_[at])) ++at;
    if (source_.substr(at, end_tag.size()) != end_tag) continue;
    at += end_tag.size();
    if (at >= source_.size() || is_word(source_[at])) continue;
    // Shopify takes words behind the name of the end, but no further tag. Searching ends where the next one
    // begins, so that many ends that are none cost no more than their length.
    const std::size_t next = std::min(source_.find("{%", at), source_.size());
    const auto close = source_.substr(at, next - at).find("%}");
    if (close == std::string_view::npos) continue;
    const std::size_t end = at + close;
    const bool trims = source_[end - 1] == '-';
    trims_left_ = trims;
    at_ = end + 2;
    return {Piece::Is::text, source_.substr(begin, open - begin), {}, begin, begin};
  }
}

bool LineScanner::next(Piece& piece) {
  while (at_ < text_.size()) {
    const std::size_t begin = at_;
    const auto newline = text_.find('\n', begin);
    const std::size_t end = newline == std::string_view::npos ? text_.size() : newline;
    at_ = newline == std::string_view::npos ? text_.size() : newline + 1;
    std::string_view line = text_.substr(begin, end - begin);
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    if (is_whitespace(line)) continue;
    name_tag(piece, line, base_ + begin);
    return true;
  }
  return false;
}

void LineScanner::skip_comment(std::size_t place) {
  std::size_t depth = 1;
  Piece piece;
  while (next(piece)) {
    if (piece.name == "comment") ++depth;
    if (piece.name == "endcomment" && --depth == 0) return;
  }
  throw Located(place, "\"comment\" is not closed by \"endcomment\"");
}

Piece LineScanner::verbatim(std::string_view end_tag, std::size_t place) {
  const std::size_t begin = at_;
  std::size_t end = begin;
  Piece piece;
  while (next(piece)) {
    if (piece.name == end_tag)
      return {Piece::Is::text, text_.substr(begin, end - begin), {}, base_ + begin, base_ + begin};
    end = at_;
  }
  throw Located(
      place, "\"" + std::string(end_tag.substr(3)) + "\" is not closed by \"" + std::string(end_tag) + "\"");
}

}  // namespace lifecycled::liquid
