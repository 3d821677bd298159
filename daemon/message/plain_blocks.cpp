#include "message/plain_blocks.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace lifecycled {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

// Characters that mail is padded with and that only look odd in plain text: soft hyphen, zero-width space,
// grapheme joiner, byte order mark.
constexpr std::array<std::string_view, 4> padding{"\u00ad", "\u200b", "\u034f", "\ufeff"};
// Beyond this, lists in lists are indented no further: else a line could grow with every list around it.
constexpr std::size_t deepest_shown = 8;

constexpr std::string_view hard_space = "\u00a0";

std::string without_padding(std::string text) {
  for (const std::string_view one : padding) {
    for (auto at = text.find(one); at != std::string::npos; at = text.find(one, at))
      text.erase(at, one.size());
  }
  return text;
}

// Each line without space at its ends, a hard one included; no empty lines around them.
std::string tidy(const std::string& text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    std::string_view left = trimmed(line);
    while (left.starts_with(hard_space)) left = trimmed(left.substr(hard_space.size()));
    while (left.ends_with(hard_space)) left = trimmed(left.substr(0, left.size() - hard_space.size()));
    if (!out.empty() || !left.empty()) out += std::string(left) + "\n";
  }
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

// "https://shop.example/" is what people write as "shop.example".
std::string_view bare(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:"}) {
    if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  }
  if (url.ends_with('/')) url.remove_suffix(1);
  return url;
}

// "Where is it now?" leads to what follows by itself.
bool ends_with_mark(std::string_view text) {
  constexpr std::string_view marks[] = {"?", "!", ":", "\u2026", "\uff1f", "\uff01", "\uff1a"};
  return std::ranges::any_of(marks, [text](std::string_view mark) { return text.ends_with(mark); });
}

bool ends_with_colon(std::string_view text) { return text.ends_with(':') || text.ends_with("\uff1a"); }

std::string with_url(const std::string& text, const std::string& url, const std::string& before,
                     const char* after) {
  if (text.empty()) return url;
  if (bare(text) == bare(url)) return url.starts_with("mailto:") || url.starts_with("tel:") ? text : url;
  return text + before + url + after;
}

}  // namespace

PlainBlocks::PlainBlocks(std::string colon) : colon_(std::move(colon)) {}

// A full-width colon has its space within.
std::string PlainBlocks::spaced_colon() const { return colon_.ends_with(':') ? colon_ + " " : colon_; }

void PlainBlocks::write(std::string_view text, bool as_written) {
  if (pieces_.empty()) pieces_.emplace_back();
  std::string& into = pieces_.back().text;
  for (const char c : text) {
    if (as_written ? c != '\r' : !is_space(c)) {
      into += c;
    } else if (!as_written && !into.ends_with(' ') && !into.ends_with('\n')) {
      into += ' ';
    }
  }
}

void PlainBlocks::break_line() { write(rows_ > 0 ? " " : "\n", rows_ == 0); }

void PlainBlocks::open_link(std::string_view url) {
  if (in_link_) close_link();
  // Addresses within the mail and of scripts lead nowhere in plain text.
  const bool leads = url.find(':') != std::string_view::npos && !lower_ascii(url).starts_with("javascript:");
  if (!leads) return;
  pieces_.push_back({"", std::string(trimmed(url))});
  in_link_ = true;
}

void PlainBlocks::close_link() {
  if (!in_link_) return;
  in_link_ = false;
  pieces_.emplace_back();
}

bool PlainBlocks::stands_alone() const {
  if (links_inline_ || rows_ > 0) return false;
  return std::ranges::all_of(pieces_, [](const Piece& p) { return !p.url.empty() || tidy(p.text).empty(); });
}

std::string PlainBlocks::take_block() {
  const auto links = std::ranges::count_if(pieces_, [](const Piece& p) { return !p.url.empty(); });
  const bool alone = stands_alone();
  std::string block;
  for (const Piece& piece : pieces_) {
    const std::string text = without_padding(piece.text);
    if (piece.url.empty()) {
      const bool doubled =
          (block.empty() || block.ends_with(' ') || block.ends_with('\n')) && text.starts_with(' ');
      if (!alone) block += doubled ? text.substr(1) : text;
      continue;
    }
    const std::string words = tidy(text);
    if (alone) {
      const std::string colon = ends_with_mark(words) ? "" : colon_;
      block += with_url(words, piece.url,
                        links == 1      ? colon + "\n"
                        : colon.empty() ? " "
                                        : spaced_colon(),
                        "") +
               "\n";
    } else {
      if (text.starts_with(' ') && !block.ends_with(' ')) block += ' ';
      block += with_url(words, piece.url, " (", ")");
      if (text.size() > 1 && text.ends_with(' ')) block += ' ';
    }
  }
  // A link may go on across blocks, a picture and a title in one: its address is said once.
  pieces_.clear();
  return tidy(block);
}

void PlainBlocks::put_lines(const std::string& block) {
  if (!out_.empty()) out_ += wants_gap_ ? "\n\n" : "\n";
  wants_gap_ = false;
  bool first = true;
  for (const std::string_view line : split(block, '\n')) {
    if (!first) out_ += '\n';
    const std::size_t shown = std::min(marks_.size(), deepest_shown);
    for (std::size_t depth = marks_.size() - shown; depth < marks_.size(); ++depth) {
      const bool marked = first && mark_is_due_ && depth + 1 == marks_.size();
      out_ += marked ? marks_[depth] : std::string(marks_[depth].size(), ' ');
    }
    out_ += line;
    first = false;
  }
  mark_is_due_ = false;
}

void PlainBlocks::end_block(bool apart) {
  if (rows_ > 0) {
    write(" ");
    return;
  }
  // A link that has said nothing yet waits for its words.
  std::string waiting;
  if (in_link_ && !pieces_.empty() && tidy(pieces_.back().text).empty()) {
    waiting = std::move(pieces_.back().url);
    pieces_.pop_back();
  }
  if (const std::string block = take_block(); !block.empty()) put_lines(block);
  if (!waiting.empty()) pieces_.push_back({"", std::move(waiting)});
  wants_gap_ = wants_gap_ || apart;
}

void PlainBlocks::indent(std::string mark) {
  marks_.push_back(std::move(mark));
  mark_is_due_ = true;
}

void PlainBlocks::outdent() {
  if (!marks_.empty()) marks_.pop_back();
  mark_is_due_ = false;
}

void PlainBlocks::begin_row() {
  if (rows_ == 0) end_block(false);
  ++rows_;
}

void PlainBlocks::end_cell() {
  if (rows_ != 1) return;
  if (std::string cell = take_block(); !cell.empty()) cells_.push_back(std::move(cell));
}

void PlainBlocks::end_row() {
  if (rows_ == 0 || --rows_ > 0) return;
  if (!cells_.empty())
    put_lines(join(cells_, cells_.size() == 2 && !ends_with_colon(cells_[0]) ? spaced_colon() : " | "));
  cells_.clear();
}

std::string PlainBlocks::finish() {
  while (rows_ > 0) end_row();
  close_link();
  end_block(false);
  return std::move(out_) + "\n";
}

}  // namespace lifecycled
