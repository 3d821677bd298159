// Writes plain text block by block: white space collapsed, paragraphs apart by an empty line, lists indented,
// links after their words. What html_text.hpp hears of a page goes through here. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

class PlainBlocks {
 public:
  // Into the block at hand. White space is one space, unless `as_written`.
  void write(std::string_view text, bool as_written = false);
  // `colon` is what stands between a label and what it names, in the language of the text: ":" or "：".
  explicit PlainBlocks(std::string colon = ":");

  void break_line();
  void open_link(std::string_view url);
  void close_link();
  // A link that stands alone has its address on the next line: a button reads better so. Not in a letterhead.
  void keep_links_inline(bool is_inline) { links_inline_ = is_inline; }

  // What follows begins on a line of its own or, apart, after an empty line.
  void end_block(bool apart);
  // Every line of what follows is indented by so much, the next one by `mark` in its place: "- ".
  void indent(std::string mark);
  void outdent();

  // Cells of one row come out on one line: "Total: 49.90", or "a | b | c".
  void begin_row();
  void end_cell();
  void end_row();

  std::string finish();

 private:
  struct Piece {
    std::string text;
    std::string url;  // "" = no link
  };
  std::string take_block();
  bool stands_alone() const;
  void put_lines(const std::string& block);

  std::string spaced_colon() const;

  std::string colon_;
  std::string out_;
  std::vector<Piece> pieces_;
  bool in_link_ = false;
  bool links_inline_ = false;
  bool wants_gap_ = false;
  std::vector<std::string> marks_;
  bool mark_is_due_ = false;
  int rows_ = 0;
  std::vector<std::string> cells_;
};

}  // namespace lifecycled
