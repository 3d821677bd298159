#include "liquid/renderer.hpp"

#include "liquid/comparing.hpp"
#include "liquid/error.hpp"

namespace lifecycled::liquid {

std::string Renderer::render() {
  out_.reserve(evaluator_.program().source.size() + 256);
  run(evaluator_.program());
  return std::move(out_);
}

Renderer::Interrupt Renderer::run(const Program& program) {
  const std::size_t base = frames_.size();
  Scope& scope = evaluator_.scope();
  const auto* map = evaluator_.map();
  const std::uint32_t depth = partial_depth_;
  const bool was_isolated = is_isolated_;
  Index at = 0;
  while (true) {
    try {
      const Interrupt interrupt = walk(program, base, at);
      while (frames_.size() > base) close_frame();
      return interrupt;
    } catch (Error& error) {
      // What is located already comes from a partial that this node shows.
      const bool is_inner = error.place().line != 0;
      error.locate(program.source, program.name, is_inner ? program.nodes[at].place : evaluator_.place);
      if (options_.errors == nullptr || error.fault() == Fault::limit) throw;
      if (options_.errors->size() >= options_.limits.errors) throw Error(Fault::limit, "too many errors");
      options_.errors->push_back(error);
      const Recovery behind = recovery(program, at);
      if (options_.prints_errors && !behind.is_blank) append(error.printed(main_name_));
      evaluator_.enter(program, scope, map);
      partial_depth_ = depth;
      is_isolated_ = was_isolated;
      // Whoever reads the text wants what Ruby shows; whoever wants the mistakes wants those of other
      // branches too.
      at = options_.prints_errors ? behind.next : next_branch(program, at);
    }
  }
}

Renderer::Interrupt Renderer::walk(const Program& program, std::size_t base, Index& at) {
  const Node* const nodes = program.nodes.data();
  const auto end = static_cast<Index>(program.nodes.size());
  while (at < end) {
    const Node& node = nodes[at];
    evaluator_.place = node.place;
    budget().charge(1);
    switch (node.what) {
      case Node::Do::nothing:
        break;
      case Node::Do::text:
        budget().charge_bytes(node.b);
        append(std::string_view(program.source).substr(node.a, node.b));
        break;
      case Node::Do::output:
        output(program.expressions[node.a]);
        break;
      case Node::Do::jump:
        at = node.a;
        continue;
      case Node::Do::jump_unless:
        at = evaluator_.condition(node.a) ? at + 1 : node.b;
        continue;
      case Node::Do::jump_if:
        at = evaluator_.condition(node.a) ? node.b : at + 1;
        continue;
      case Node::Do::assign: {
        Value scratch;
        const Value& value = evaluator_.expression(program.expressions[node.b], scratch);
        Slot& slot = evaluator_.slot(node.a);
        slot.assigned = &value == &scratch ? std::move(scratch) : value;
        slot.has_assigned = true;
        break;
      }
      case Node::Do::capture_begin:
      case Node::Do::changed_begin: {
        Frame& frame = frames_.emplace_back();
        frame.of = node.what == Node::Do::capture_begin ? Frame::Of::capture : Frame::Of::changed;
        frame.begin = at;
        frame.start = out_.size();
        break;
      }
      case Node::Do::capture_end:
      case Node::Do::changed_end:
      case Node::Do::case_end:
        close_frame();
        break;
      case Node::Do::increment:
        count(node.a, true);
        break;
      case Node::Do::decrement:
        count(node.a, false);
        break;
      case Node::Do::cycle:
        cycle(program.cycles[node.a]);
        break;
      case Node::Do::for_begin:
        at = begin_loop(program, node, at);
        continue;
      case Node::Do::for_next:
        at = next_item(node, at);
        continue;
      case Node::Do::row_begin:
        at = begin_table(program, node, at);
        continue;
      case Node::Do::row_next:
        at = next_cell(node, at);
        continue;
      case Node::Do::break_loop: {
        if (!unwind_to_loop(base)) return Interrupt::broken;
        const Index next = program.nodes[frames_.back().begin].c;
        close_frame();
        at = next + 1;
        continue;
      }
      case Node::Do::continue_loop:
        if (!unwind_to_loop(base)) return Interrupt::continued;
        at = program.nodes[frames_.back().begin].c;
        continue;
      case Node::Do::case_begin: {
        Frame& frame = frames_.emplace_back();
        frame.of = Frame::Of::choice;
        frame.begin = at;
        Value scratch;
        frame.subject = evaluator_.value(program.operands[node.a], scratch, true);
        break;
      }
      case Node::Do::when:
        at = when(node, at);
        continue;
      case Node::Do::when_again:
        at = node.b;
        continue;
      case Node::Do::case_else:
        if (!frames_.back().matched) break;
        at = node.b;
        continue;
      case Node::Do::partial: {
        const Interrupt interrupt = partial(program, program.partials[node.a]);
        if (interrupt == Interrupt::no) break;
        if (!unwind_to_loop(base)) return interrupt;
        at = program.nodes[frames_.back().begin].c;
        if (interrupt == Interrupt::broken) {
          close_frame();
          ++at;
        }
        continue;
      }
    }
    ++at;
  }
  return Interrupt::no;
}

Recovery Renderer::recovery(const Program& program, Index at) {
  const auto found = program.recoveries.find(at);
  if (found != program.recoveries.end()) return found->second;
  return {at + 1, program.nodes[at].what == Node::Do::assign};
}

Index Renderer::next_branch(const Program& program, Index at) {
  const Node& node = program.nodes[at];
  switch (node.what) {
    case Node::Do::jump_unless:
    case Node::Do::for_begin:
    case Node::Do::row_begin:
      return node.b;
    case Node::Do::when:
      frames_.back().next_value = 0;
      return node.c;
    default:
      return at + 1;
  }
}

void Renderer::output(const Expression& expression) {
  Value scratch;
  const Value& value = evaluator_.expression(expression, scratch);
  Printer(out_, budget(), options_.escape_html).print(value);
}

void Renderer::count(Index name, bool is_up) {
  Slot& slot = evaluator_.slot(name);
  if (!slot.has_counter) {
    const Value* known = evaluator_.scope().data().is_object()
                             ? evaluator_.scope().data().object().find(evaluator_.program().names[name])
                             : nullptr;
    slot.counter = known != nullptr && known->kind() == Kind::integer ? *known : Value(0);
    slot.has_counter = true;
  }
  const auto next = static_cast<std::uint64_t>(slot.counter.integer()) + (is_up ? 1U : ~std::uint64_t{0});
  if (is_up) Printer(out_, budget(), false).print(slot.counter);
  slot.counter = Value(static_cast<std::int64_t>(next));
  if (!is_up) Printer(out_, budget(), false).print(slot.counter);
}

void Renderer::cycle(const Cycle& cycle) {
  std::string named;
  if (cycle.is_named) {
    Value scratch;
    const Value& group = evaluator_.value(cycle.group, scratch, true);
    named = std::to_string(static_cast<int>(group.kind())) + ":" + to_text(group, budget());
  }
  Scope& scope = evaluator_.scope();
  const bool is_alone = !cycle.is_named && cycle.key.empty();
  std::size_t& at = is_alone ? scope.lone_cycles[&cycle] : scope.cycles[cycle.is_named ? named : cycle.key];
  const std::size_t chosen = at++;
  if (at >= cycle.count) at = 0;
  if (chosen >= cycle.count) return;
  Value scratch;
  const Operand& operand = evaluator_.program().operands[cycle.first + chosen];
  Printer(out_, budget(), options_.escape_html).print(evaluator_.value(operand, scratch));
}

Index Renderer::when(const Node& node, Index at) {
  Frame& frame = frames_.back();
  while (frame.next_value < node.b) {
    Value scratch;
    const Operand& operand = evaluator_.program().operands[node.a + frame.next_value];
    ++frame.next_value;
    if (is_equal(frame.subject, evaluator_.value(operand, scratch, true), budget())) {
      frame.matched = true;
      return at + 1;
    }
  }
  frame.next_value = 0;
  return node.c;
}

}  // namespace lifecycled::liquid
