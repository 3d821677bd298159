#include "liquid/compiler.hpp"

#include "liquid/error.hpp"
#include "liquid/located.hpp"
#include "liquid/tags.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

void Compiler::compile() {
  SourceScanner scanner(program_.source);
  run(scanner);
  if (!blocks_.empty())
    throw Located(blocks_.back().place, "\"" + std::string(blocks_.back().tag) + "\" is not closed by \"end" +
                                            std::string(blocks_.back().tag) + "\"");
  for (const auto& loop : program_.loops)
    program_.remembers_loops = program_.remembers_loops || loop.continues;
  // What is included may use the loops of who includes it.
  for (const auto& partial : program_.partials) {
    if (partial.is_isolated) continue;
    builder_.name("forloop");
    builder_.name("tablerowloop");
    program_.remembers_loops = true;
    break;
  }
  for (Index i = 0; i < program_.names.size(); ++i) {
    if (program_.names[i] == "forloop") program_.loop_name = i;
    if (program_.names[i] == "tablerowloop") program_.table_loop_name = i;
  }
}

void Compiler::run(Scanner& scanner) {
  Scanner* const outer = scanner_;
  scanner_ = &scanner;
  Piece piece;
  while (scanner.next(piece)) {
    if (builder_.mistakes == nullptr) {
      this->piece(piece);
      continue;
    }
    const std::size_t open = blocks_.size();
    try {
      this->piece(piece);
    } catch (const Located& mistake) {
      recover(piece, mistake, open);
    }
    if (!is_enough()) continue;
    blocks_.clear();  // whose ends may still come
    break;
  }
  scanner_ = outer;
}

void Compiler::piece(const Piece& piece) {
  switch (piece.is) {
    case Piece::Is::text:
      return text(piece, false);
    case Piece::Is::output:
      return output(piece);
    case Piece::Is::tag:
      return dispatch(piece);
  }
}

void Compiler::recover(const Piece& piece, const Located& mistake, std::size_t open) {
  const bool ends = piece.is == Piece::Is::tag && piece.name.starts_with("end");
  if (ends && unknown_tags_.contains(piece.name.substr(3))) return;
  builder_.mistakes->push_back(mistake);
  if (piece.is != Piece::Is::tag) return;
  if (find_tag(piece.name) == nullptr) {
    unknown_tags_.insert(piece.name);
  } else if (ends) {
    // What it ends may be further out.
    for (std::size_t i = blocks_.size(); i-- > 0;) {
      if (blocks_[i].tag != piece.name.substr(3)) continue;
      blocks_.resize(i);
      return;
    }
  } else if (blocks_.size() == open && find_tag("end" + std::string(piece.name)) != nullptr &&
             blocks_.size() < program_.environment->limits.block_depth) {
    this->open(piece);
  }
}

std::vector<Located> Compiler::mistakes() {
  std::vector<Located> found;
  builder_.mistakes = &found;
  try {
    compile();
  } catch (const Located& mistake) {
    found.push_back(mistake);
  }
  if (found.size() > most_mistakes) found.resize(most_mistakes, found.front());
  return found;
}

void Compiler::dispatch(const Piece& tag) {
  if (tag.name.empty()) throw Located(tag.place, "a tag needs a name");
  if (const auto function = find_tag(tag.name)) return function(*this, tag);
  throw Located(tag.place, "unknown tag \"" + std::string(tag.name.substr(0, 40)) + "\"",
                suggest(tag.name, tag_names()));
}

Index Compiler::emit(Node::Do what, const Piece& piece, Index a, Index b) {
  const Index index = Builder::add(program_.nodes, Node{what, a, b, 0, static_cast<Index>(piece.place)});
  switch (what) {
    case Node::Do::jump_unless:
    case Node::Do::jump_if:
    case Node::Do::for_begin:
    case Node::Do::row_begin:
    case Node::Do::case_begin:
    case Node::Do::when:
      blocks_.back().fallible.push_back(index);
      break;
    default:
      break;
  }
  return index;
}

void Compiler::text(const Piece& piece, bool is_verbatim) {
  if (piece.content.empty()) return;
  const Index node =
      emit(Node::Do::text, piece, static_cast<Index>(piece.offset), static_cast<Index>(piece.content.size()));
  if (blocks_.empty()) return;
  if (!is_verbatim && is_whitespace(piece.content))
    blocks_.back().whitespace.push_back(node);
  else
    mark_printing();
}

void Compiler::output(const Piece& piece) {
  mark_printing();
  ExpressionParser parser(builder_, piece.content, piece.offset);
  emit(Node::Do::output, piece, parser.expression());
}

void Compiler::mark_printing() {
  if (!blocks_.empty()) blocks_.back().is_blank = false;
}

Block& Compiler::open(const Piece& tag) {
  if (blocks_.size() >= program_.environment->limits.block_depth)
    throw Located(tag.place, "blocks are nested too deeply");
  Block block;
  block.tag = tag.name;
  block.place = tag.place;
  block.liquid_depth = liquid_depth_;
  block.start = here();
  return blocks_.emplace_back(std::move(block));
}

Block& Compiler::inside(const Piece& tag, std::string_view one, std::string_view other) {
  const std::string name(tag.name);
  if (blocks_.empty()) throw Located(tag.place, "\"" + name + "\" without a block that it belongs to");
  Block& block = blocks_.back();
  if (block.tag != one && (other.empty() || block.tag != other)) {
    const Place opened = place_of(program_.source, {}, block.place);
    throw Located(tag.place, "\"" + name + "\" does not belong to \"" + std::string(block.tag) +
                                 "\", opened in line " + std::to_string(opened.line));
  }
  if (block.liquid_depth != liquid_depth_)
    throw Located(tag.place, "\"" + name + "\" must be in the same {% liquid %} as the \"" +
                                 std::string(block.tag) + "\" that it belongs to");
  return block;
}

void Compiler::close(const Piece& tag) {
  no_more(tag);
  Block& block = inside(tag, tag.name.substr(3));
  for (const Index exit : block.exits) {
    Node& jump = node(exit);
    (jump.what == Node::Do::jump ? jump.a : jump.b) = here();
  }
  if (block.pending != none) {
    Node& jump = node(block.pending);
    (jump.what == Node::Do::when ? jump.c : jump.b) = here();
  }
  const bool is_blank = block.is_blank;
  if (is_blank)
    for (const Index text : block.whitespace) node(text).what = Node::Do::nothing;
  // The end of a case is a node of its own.
  const Index next = block.tag == "case" ? here() - 1 : here();
  for (const Index index : block.fallible) program_.recoveries[index] = {next, is_blank};
  blocks_.pop_back();
  if (!is_blank) mark_printing();
}

void Compiler::no_more(const Piece& tag) const {
  if (mode() == Mode::rigid && !is_whitespace(tag.content))
    throw Located(tag.offset, "\"" + std::string(tag.name) + "\" takes nothing behind it");
}

void Compiler::lines(const Piece& tag) {
  if (liquid_depth_ >= program_.environment->limits.block_depth)
    throw Located(tag.place, "blocks are nested too deeply");
  const std::size_t open = blocks_.size();
  LineScanner scanner(tag.content, tag.offset);
  ++liquid_depth_;
  run(scanner);
  --liquid_depth_;
  if (blocks_.size() > open && !is_enough())
    throw Located(blocks_.back().place, "\"" + std::string(blocks_.back().tag) + "\" is not closed by \"end" +
                                            std::string(blocks_.back().tag) + "\" in the same {% liquid %}");
}

}  // namespace lifecycled::liquid
