// Turns a template's text into a Program. The compiler keeps the open blocks on a stack of its own and calls
// one function a tag (tags.hpp); these open, close and patch blocks with what is here. Template::parse() is
// its only caller.
#pragma once

#include <set>
#include <vector>

#include "liquid/builder.hpp"
#include "liquid/expression_parser.hpp"
#include "liquid/scanner.hpp"

namespace lifecycled::liquid {

struct Block {
  std::string_view tag;  // "if", "for", ...
  std::size_t place = 0;
  std::size_t liquid_depth = 0;
  Index start = 0;                // the node that opened it
  Index pending = none;           // the node whose jump goes to the next branch
  std::vector<Index> exits;       // nodes that jump behind the block
  std::vector<Index> fallible;    // nodes whose failure ends the block
  std::vector<Index> whitespace;  // text nodes that vanish when nothing in the block can print
  bool is_blank = true;
  bool has_else = false;
};

class Compiler {
 public:
  explicit Compiler(Program& program) : builder_(program), program_(program) {}

  void compile();
  // Everything that is wrong, as far as one mistake does not hide another and they are not too many to read.
  std::vector<Located> mistakes();

  // For the tags.
  Builder& builder() { return builder_; }
  Program& program() { return program_; }
  Scanner& scanner() { return *scanner_; }
  Mode mode() const { return program_.environment->mode; }
  ExpressionParser parser(const Piece& tag) { return {builder_, tag.content, tag.offset}; }

  Index here() const { return static_cast<Index>(program_.nodes.size()); }
  Index emit(Node::Do what, const Piece& piece, Index a = 0, Index b = 0);
  Node& node(Index index) { return program_.nodes[index]; }
  void text(const Piece& piece, bool is_verbatim);
  void output(const Piece& piece);
  // Something here prints, so the whitespace around it stays.
  void mark_printing();

  Block& open(const Piece& tag);
  // The innermost block, which must have been opened by one of these tags.
  Block& inside(const Piece& tag, std::string_view one, std::string_view other = {});
  bool is_inside(std::string_view tag) const { return !blocks_.empty() && blocks_.back().tag == tag; }
  // Ends the innermost block; its exits lead here.
  void close(const Piece& tag);
  // Words behind a tag that takes none.
  void no_more(const Piece& tag) const;
  // The tags on the lines of a {% liquid %}.
  void lines(const Piece& tag);

 private:
  static constexpr std::size_t most_mistakes = 100;

  void run(Scanner& scanner);
  void dispatch(const Piece& tag);
  // Whether there is nothing more to be told.
  bool is_enough() const {
    return builder_.mistakes != nullptr && builder_.mistakes->size() >= most_mistakes;
  }
  void piece(const Piece& piece);
  // Goes on behind a piece that is wrong; `open` blocks were open before it.
  void recover(const Piece& piece, const Located& mistake, std::size_t open);

  Builder builder_;
  Program& program_;
  Scanner* scanner_ = nullptr;
  std::vector<Block> blocks_;
  std::size_t liquid_depth_ = 0;
  std::set<std::string_view> unknown_tags_;  // whose ends are no further mistakes
};

}  // namespace lifecycled::liquid
