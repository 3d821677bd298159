// The part of the renderer that runs render and include.
#include "liquid/error.hpp"
#include "liquid/partials.hpp"
#include "liquid/renderer.hpp"

namespace lifecycled::liquid {

namespace {

// "mail/product" is seen as `product` inside.
std::string variable_name(std::string_view partial) {
  const auto slash = partial.rfind('/');
  return std::string(slash == std::string_view::npos ? partial : partial.substr(slash + 1));
}

}  // namespace

Renderer::Interrupt Renderer::partial(const Program& program, const PartialCall& call) {
  Value scratch;
  const Value& name = evaluator_.value(call.name, scratch);
  if (!name.is_string())
    throw Error(Fault::partial, "Argument error in tag 'include' - Illegal template name");
  if (is_isolated_ && !call.is_isolated)
    throw Error(Fault::partial, "include usage is not allowed in this context", "use render");
  if (options_.partials == nullptr) throw Error(Fault::partial, "there are no partials here");
  if (partial_depth_ >= options_.limits.partial_depth)
    throw Error(Fault::limit, "partials are nested too deeply");
  const auto found = options_.partials->get(name.string());
  if (!found) throw Error(Fault::partial, "there is no partial \"" + name.string().substr(0, 80) + "\"");
  std::vector<std::pair<std::string_view, Value>> arguments;
  for (Index i = 0; i < call.keyword_count; ++i) {
    const Keyword& keyword = program.keywords[call.first_keyword + i];
    Value argument;
    arguments.emplace_back(program.constants[keyword.name].string(),
                           evaluator_.value(keyword.value, argument));
  }
  const std::string variable = call.alias.empty() ? variable_name(name.string()) : call.alias;
  ++partial_depth_;
  const Interrupt interrupt = call.is_isolated
                                  ? render_partial(*found, call, variable, std::move(arguments))
                                  : include_partial(*found, call, variable, std::move(arguments));
  --partial_depth_;
  return interrupt;
}

Renderer::Interrupt Renderer::render_partial(const Template& partial, const PartialCall& call,
                                             const std::string& variable,
                                             std::vector<std::pair<std::string_view, Value>> arguments) {
  if (!call.has_subject) return run_isolated(partial, variable, nullptr, nullptr, arguments);
  Value scratch;
  const Value subject = evaluator_.value(call.subject, scratch);
  const bool is_list = subject.is_array() || subject.is_object() || subject.kind() == Kind::range;
  if (!call.is_loop || !is_list) return run_isolated(partial, variable, &subject, nullptr, arguments);
  const Items items(subject);
  const auto loop = std::make_shared<LoopDrop>(partial.name(), items.size(), Value());
  const Value loop_value{std::shared_ptr<const Drop>(loop)};
  for (std::uint64_t i = 0; i < items.size(); ++i) {
    budget().charge_iteration();
    loop->advance(i);
    const Value item = items.at(i);
    run_isolated(partial, variable, &item, &loop_value, arguments);
  }
  return Interrupt::no;
}

Renderer::Interrupt Renderer::run_isolated(const Template& partial, const std::string& variable,
                                           const Value* subject, const Value* loop,
                                           const std::vector<std::pair<std::string_view, Value>>& arguments) {
  const Program& outer_program = evaluator_.program();
  Scope& outer_scope = evaluator_.scope();
  const auto* outer_map = evaluator_.map();
  const Index outer_place = evaluator_.place;
  const bool was_isolated = is_isolated_;
  Scope scope(partial.program(), options_.isolated_partials ? nothing_ : data_);
  const auto set = [&scope](std::string_view name, const Value& value) {
    Slot& slot = scope.slot(name);
    slot.assigned = value;
    slot.has_assigned = true;
  };
  if (subject != nullptr) set(variable, *subject);
  if (loop != nullptr) set("forloop", *loop);
  for (const auto& [name, value] : arguments) set(name, value);
  evaluator_.enter(partial.program(), scope, nullptr);
  is_isolated_ = true;
  run(partial.program());
  is_isolated_ = was_isolated;
  evaluator_.enter(outer_program, outer_scope, outer_map);
  evaluator_.place = outer_place;
  return Interrupt::no;
}

Renderer::Interrupt Renderer::include_partial(const Template& partial, const PartialCall& call,
                                              const std::string& variable,
                                              std::vector<std::pair<std::string_view, Value>> arguments) {
  const Program& outer_program = evaluator_.program();
  Scope& scope = evaluator_.scope();
  const auto* outer_map = evaluator_.map();
  const Index outer_place = evaluator_.place;
  Value scratch;
  Value subject;
  if (call.has_subject) {
    subject = evaluator_.value(call.subject, scratch);
  } else if (const Value* same_name = scope.find(partial.name())) {
    // Of old, include 'product' shows each item of a list of that name, and hides an argument of that name.
    subject = *same_name;
  }
  std::vector<Shadowed> shadowed(arguments.size() + 1);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Slot& slot = scope.slot(arguments[i].first);
    shadowed[i].begin(slot);
    slot.shadow = std::move(arguments[i].second);
  }
  Slot& slot = scope.slot(variable);
  shadowed.back().begin(slot);
  evaluator_.enter(partial.program(), scope, &scope.map_of(partial.program()));
  Interrupt interrupt = Interrupt::no;
  if (subject.is_array()) {
    for (const Value& item : subject.array()) {
      budget().charge_iteration();
      slot.shadow = item;
      interrupt = run(partial.program());
      if (interrupt != Interrupt::no) break;
    }
  } else {
    slot.shadow = subject;
    interrupt = run(partial.program());
  }
  evaluator_.enter(outer_program, scope, outer_map);
  evaluator_.place = outer_place;
  for (auto it = shadowed.rbegin(); it != shadowed.rend(); ++it) it->end();
  return interrupt;
}

}  // namespace lifecycled::liquid
