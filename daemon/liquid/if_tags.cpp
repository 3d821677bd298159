// if, unless, elsif, else and their ends.
#include "liquid/located.hpp"
#include "liquid/tags.hpp"

namespace lifecycled::liquid {

namespace {

// What stands before the next branch jumps behind the block; the condition before it, when false, comes here.
void next_branch(Compiler& compiler, Block& block, const Piece& tag) {
  block.exits.push_back(compiler.emit(Node::Do::jump, tag));
  if (block.pending != none) compiler.node(block.pending).b = compiler.here();
  block.pending = none;
}

void open_condition(Compiler& compiler, const Piece& tag, Node::Do jump) {
  const Index tests = compiler.parser(tag).condition();
  Block& block = compiler.open(tag);
  block.pending = compiler.emit(jump, tag, tests);
}

}  // namespace

void tag_if(Compiler& compiler, const Piece& tag) { open_condition(compiler, tag, Node::Do::jump_unless); }

void tag_unless(Compiler& compiler, const Piece& tag) { open_condition(compiler, tag, Node::Do::jump_if); }

void tag_elsif(Compiler& compiler, const Piece& tag) {
  Block& block = compiler.inside(tag, "if", "unless");
  next_branch(compiler, block, tag);
  const Index tests = compiler.parser(tag).condition();
  // A branch after else is never reached: its jump_unless is jumped over like the branch itself.
  block.pending = compiler.emit(Node::Do::jump_unless, tag, tests);
}

void tag_else(Compiler& compiler, const Piece& tag) {
  if (compiler.is_inside("case")) return else_of_case(compiler, tag);
  if (compiler.is_inside("for")) return else_of_for(compiler, tag);
  Block& block = compiler.inside(tag, "if", "unless");
  next_branch(compiler, block, tag);
}

void tag_end(Compiler& compiler, const Piece& tag) { compiler.close(tag); }

}  // namespace lifecycled::liquid
