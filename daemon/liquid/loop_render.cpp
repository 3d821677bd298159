// The part of the renderer that runs loops and closes frames.
#include <algorithm>

#include "liquid/error.hpp"
#include "liquid/number.hpp"
#include "liquid/renderer.hpp"

namespace lifecycled::liquid {

namespace {

// limit, offset or cols; a text is read digit by digit.
const Value& charged(const Value& value, Budget& budget) {
  if (value.is_string()) budget.charge_bytes(value.string().size());
  return value;
}

std::uint64_t count_of(const Value& value, std::string_view what) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, to_integer(value, what)));
}

// For tables Ruby takes whatever has a whole number in it: that which a text begins with, what stands before
// the point of a decimal, 0 of nil.
std::uint64_t count_of_table(const Value& value, std::string_view what) {
  if (!value.is_nil() && !value.is_string() && !value.is_number())
    throw Error(Fault::value, "invalid integer", std::string(what) + " must be a whole number");
  return count_of(Value(truncated(value)), what);
}

}  // namespace

// offset and limit; from strings that are numbers too.
void Renderer::cut(Frame& frame, const Loop& loop, bool is_text) {
  Value scratch;
  const bool is_table = frame.of == Frame::Of::table;
  const auto count = [is_table](const Value& value, std::string_view what) {
    return is_table ? count_of_table(value, what) : count_of(value, what);
  };
  auto& continues = evaluator_.scope().continues;
  if (loop.continues) {
    const auto it = continues.find(loop.label);
    frame.from = it == continues.end() ? 0 : static_cast<std::uint64_t>(it->second);
  } else if (loop.has_offset) {
    const Value& offset = charged(evaluator_.value(loop.offset, scratch), budget());
    frame.from = offset.is_nil() ? 0 : count(offset, "offset");
  }
  frame.reversed = loop.reversed;
  const std::uint64_t size = frame.items.size();
  std::uint64_t limit = size;
  if (loop.has_limit) {
    const Value& wanted = charged(evaluator_.value(loop.limit, scratch), budget());
    if (!wanted.is_nil() || frame.of == Frame::Of::table) limit = count(wanted, "limit");
  }
  if (is_text) {  // the one item of a text is not cut
    frame.from = 0;
    frame.length = size;
    return;
  }
  frame.from = std::min(frame.from, size);
  frame.length = std::min(size - frame.from, limit);
}

Index Renderer::begin_loop(const Program& program, const Node& node, Index at) {
  const Loop& loop = program.loops[node.a];
  Frame frame;
  frame.begin = at;
  Value scratch;
  bool is_text = false;
  if (loop.collection.of == Operand::Of::range) {
    frame.items = Items(evaluator_.range(program.ranges[loop.collection.index]));
  } else {
    const Value& collection = evaluator_.value(loop.collection, scratch);
    is_text = collection.is_string();
    frame.items = Items(collection);
  }
  cut(frame, loop, is_text);
  if (program.remembers_loops || evaluator_.map() != nullptr)
    evaluator_.scope().continues[loop.label] = static_cast<std::int64_t>(frame.from + frame.length);
  if (frame.length == 0) return node.b;
  budget().charge_bytes(loop.label.size());
  if (program.loop_name != none) {
    Slot& slot = evaluator_.slot(program.loop_name);
    frame.loop =
        std::make_shared<LoopDrop>(loop.label, frame.length, slot.has_shadow ? slot.shadow : Value());
    frame.helper.begin(slot);
    slot.shadow = Value(std::shared_ptr<const Drop>(frame.loop));
  }
  Slot& variable = evaluator_.slot(loop.variable);
  frame.variable.begin(variable);
  variable.shadow = frame.item();
  budget().charge_iteration();
  frames_.push_back(std::move(frame));
  return at + 1;
}

Index Renderer::next_item(const Node& node, Index at) {
  Frame& frame = frames_.back();
  if (++frame.done == frame.length) {
    // Whoever kept it sees a loop that is over.
    if (frame.loop) frame.loop->advance(frame.done);
    close_frame();
    return at + 1;
  }
  budget().charge_iteration();
  frame.variable.slot->shadow = frame.item();
  if (frame.loop) frame.loop->advance(frame.done);
  return node.b;
}

Index Renderer::begin_table(const Program& program, const Node& node, Index at) {
  const Loop& loop = program.loops[node.a];
  Frame frame;
  frame.of = Frame::Of::table;
  frame.begin = at;
  Value scratch;
  const Value& collection = evaluator_.value(loop.collection, scratch);
  if (!collection.is_truthy()) return node.b;
  frame.items = Items(collection);
  cut(frame, loop, collection.is_string());
  std::uint64_t columns = frame.length;
  // Of a table without columns no cell is the last of its row.
  if (loop.has_columns)
    columns = count_of_table(charged(evaluator_.value(loop.columns, scratch), budget()), "cols");
  append("<tr class=\"row1\">\n");
  if (frame.length == 0) {
    append("</tr>\n");
    return node.b;
  }
  frame.table = std::make_shared<TableLoopDrop>(frame.length, columns);
  if (program.table_loop_name != none) {
    Slot& slot = evaluator_.slot(program.table_loop_name);
    frame.helper.begin(slot);
    slot.shadow = Value(std::shared_ptr<const Drop>(frame.table));
  }
  frame.variable.begin(evaluator_.slot(loop.variable));
  frames_.push_back(std::move(frame));
  start_cell(frames_.back());
  return at + 1;
}

void Renderer::start_cell(Frame& frame) {
  budget().charge_iteration();
  frame.variable.slot->shadow = frame.item();
  append("<td class=\"col" + std::to_string(frame.table->column()) + "\">");
}

Index Renderer::next_cell(const Node& node, Index at) {
  Frame& frame = frames_.back();
  if (frame.done + 1 == frame.length) {
    close_frame();
    return at + 1;
  }
  append("</td>");
  if (frame.table->ends_row())
    append("</tr>\n<tr class=\"row" + std::to_string(frame.table->row() + 1) + "\">");
  ++frame.done;
  frame.table->advance(frame.done);
  start_cell(frame);
  return node.b;
}

bool Renderer::unwind_to_loop(std::size_t base) {
  while (frames_.size() > base) {
    const Frame::Of of = frames_.back().of;
    if (of == Frame::Of::loop || of == Frame::Of::table) return true;
    close_frame();
  }
  return false;
}

void Renderer::close_frame() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  frame.variable.end();
  frame.helper.end();
  switch (frame.of) {
    case Frame::Of::loop:
    case Frame::Of::choice:
      break;
    case Frame::Of::table:
      append("</td></tr>\n");
      break;
    case Frame::Of::capture:
      end_capture(frame);
      break;
    case Frame::Of::changed:
      end_changed(frame);
      break;
  }
}

void Renderer::end_capture(const Frame& frame) {
  std::string text = out_.substr(frame.start);
  out_.resize(frame.start);
  budget().charge_bytes(text.size());
  Slot& slot = evaluator_.slot(evaluator_.program().nodes[frame.begin].a);
  // What was printed with escaping is HTML by now.
  slot.assigned = options_.escape_html ? Value::safe(std::move(text)) : Value(std::move(text));
  slot.has_assigned = true;
}

void Renderer::end_changed(const Frame& frame) {
  Scope& scope = evaluator_.scope();
  const std::string_view text = std::string_view(out_).substr(frame.start);
  budget().charge_bytes(text.size());
  if (scope.last_changed == text) {
    out_.resize(frame.start);
  } else {
    scope.last_changed = text;
  }
}

}  // namespace lifecycled::liquid
