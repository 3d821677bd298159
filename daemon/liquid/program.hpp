// What a template is compiled to: one flat list of nodes with jumps between them, and the tables they point
// into. Rendering walks the list with an explicit stack of frames (loops, captures, cases), so that no
// template can exhaust the thread's stack. Made by the compiler, read by the renderer and by references();
// for this folder only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "liquid/environment.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

using Index = std::uint32_t;
inline constexpr Index none = 0xFFFFFFFF;

struct Operand {
  enum class Of : std::uint8_t { constant, path, range };
  Of of = Of::constant;
  Index index = 0;
};

// One step of a path: .key, ["key"], [1] or [operand]. A key that has a meaning of its own on strings and
// arrays says so.
struct Segment {
  enum class Of : std::uint8_t { key, index, operand };
  enum class Special : std::uint8_t { no, size, first, last };
  Of of = Of::key;
  Special special = Special::no;
  Operand operand = {};     // of the three
  std::int64_t number = 0;  // of index
  Index key = 0;            // constant, of key
};

struct Path {
  Index name = none;  // into names; none when the root is computed: {{ [which] }}
  Operand root = {};
  Index first_segment = 0;
  Index segment_count = 0;
  Index place = 0;
};

struct RangeOperand {
  Operand first;
  Operand last;
};

struct Call {
  const Filter* filter = nullptr;
  Index first_argument = 0;
  Index argument_count = 0;
  Index first_keyword = 0;
  Index keyword_count = 0;
  Index place = 0;
};

struct Keyword {
  Index name = 0;  // into constants
  Operand value;
};

// {{ value | call | call }}
struct Expression {
  Operand value;
  Index first_call = 0;
  Index call_count = 0;
};

enum class Comparison : std::uint8_t {
  truth,
  equal,
  unequal,
  less,
  greater,
  at_most,
  at_least,
  contains,
  unknown
};
enum class Connective : std::uint8_t { end, conjunction, disjunction };

// A condition is a run of these, evaluated left to right: `a and b or c` means a and (b or c).
struct Test {
  Operand left;
  Operand right;
  Comparison comparison = Comparison::truth;
  Connective next = Connective::end;
};

// for and tablerow.
struct Loop {
  Index variable = 0;  // into names
  Operand collection;
  Operand limit;
  Operand offset;
  Operand columns;
  bool has_limit = false;
  bool has_offset = false;
  bool has_columns = false;
  bool continues = false;  // offset: continue
  bool reversed = false;
  std::string label;  // "item-products", as forloop.name and to continue from
};

struct Cycle {
  bool is_named = false;
  Operand group;
  std::string key;  // of an unnamed one, shared by those of equal values; empty when it goes on alone
  Index first = 0;  // into operands
  Index count = 0;
};

struct PartialCall {
  Operand name;
  bool is_isolated = false;  // render, not include
  bool has_subject = false;  // with or for
  bool is_loop = false;      // for
  Operand subject;
  std::string alias;
  Index first_keyword = 0;
  Index keyword_count = 0;
};

struct Node {
  enum class Do : std::uint8_t {
    nothing,
    text,           // a: offset, b: length
    output,         // a: expression
    jump,           // a: node
    jump_unless,    // a: first test, b: node
    jump_if,        // a: first test, b: node
    assign,         // a: name, b: expression
    capture_begin,  // a: name
    capture_end,
    increment,  // a: name
    decrement,  // a: name
    cycle,      // a: cycle
    for_begin,  // a: loop, b: node of the else branch or behind
    for_next,   // b: first node of the body
    row_begin,  // a: loop, b: node behind
    row_next,   // b: first node of the body
    break_loop,
    continue_loop,
    case_begin,  // a: operand in operands
    when,        // a: first operand, b: count, c: node of the next branch
    when_again,  // b: the when
    case_else,   // b: node behind the else branch
    case_end,
    changed_begin,
    changed_end,
    partial,  // a: partial call
  };
  Do what = Do::nothing;
  Index a = 0;
  Index b = 0;
  Index c = 0;
  Index place = 0;  // offset in the source
};

// Where rendering goes on when the tag of a block fails: behind the block.
struct Recovery {
  Index next = 0;
  bool is_blank = false;  // the block prints nothing, and so does its error
};

// Texts found by a view of one, without making it a string.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using TextIndex = std::unordered_map<std::string, Index, TextHash, std::equal_to<>>;

struct Program {
  std::string source;
  std::string name;
  std::shared_ptr<const Environment> environment;

  std::vector<Node> nodes;
  std::vector<std::string> names;  // of variables; a scope has a slot for each
  TextIndex name_index;
  std::vector<Value> constants;
  std::vector<Path> paths;
  std::vector<Segment> segments;
  std::vector<RangeOperand> ranges;
  std::vector<Expression> expressions;
  std::vector<Call> calls;
  std::vector<Operand> operands;  // lists: filter arguments, cycle values, when values
  std::vector<Keyword> keywords;
  std::vector<Test> tests;
  std::vector<Loop> loops;
  std::vector<Cycle> cycles;
  std::vector<PartialCall> partials;
  std::unordered_map<Index, Recovery> recoveries;  // by node
  bool remembers_loops = false;                    // some loop may say "offset: continue"
  Index loop_name = none;                          // of "forloop" in names, if it is used
  Index table_loop_name = none;                    // of "tablerowloop"
};

}  // namespace lifecycled::liquid
