// Which facts a template uses. The nodes stand in the order of the text, so one walk over them knows at each
// place what the names mean there: a loop's variable is an item of what it loops over, an assigned name is
// what was assigned last.
#include <map>
#include <optional>

#include "liquid/lines.hpp"
#include "liquid/partials.hpp"
#include "liquid/program.hpp"
#include "liquid/template.hpp"

namespace lifecycled::liquid {

namespace {

// The path in the data that a name or expression stands for; nothing when it is the template's own.
using Meaning = std::optional<std::string>;

// More nodes than this are not walked: partials that name each other twice have no end.
constexpr std::size_t most_nodes = 1'000'000;
constexpr std::size_t deepest = 60;
// Longer paths are followed no further: names that stand for each other could double them, or make each of
// many uses as long as the template.
constexpr std::size_t longest_path = 1000;

constexpr std::string_view keeps_items[] = {"where", "reject",  "sort",  "sort_natural", "reverse",
                                            "uniq",  "compact", "slice", "concat",       "default"};
constexpr std::string_view gives_item[] = {"first", "last", "find"};
constexpr std::string_view takes_property[] = {
    "map", "where", "reject", "find", "find_index", "has", "sort", "sort_natural", "uniq", "compact", "sum"};

template <std::size_t n>
bool is_one(std::string_view name, const std::string_view (&names)[n]) {
  for (const auto known : names)
    if (known == name) return true;
  return false;
}

class Collector {
 public:
  explicit Collector(Partials* partials) : partials_(partials) {}

  void walk(const Program& program);
  std::vector<Reference> result;

 private:
  void visit(const Node& node);
  Meaning operand(const Operand& operand);
  Meaning path(const Path& path);
  Meaning expression(const Expression& expression);
  Meaning filtered(const Call& call, Meaning input);
  void condition(Index test);
  void loop(const Loop& loop, bool is_table);
  void partial(const PartialCall& call);
  Meaning meaning(const std::string& name) const;
  void add(const std::string& path, Index place) { result.push_back({path, lines_->place(place)}); }
  const std::string& name(Index index) const { return program_->names[index]; }

  Partials* partials_;
  const Program* program_ = nullptr;
  Lines* lines_ = nullptr;
  std::map<std::string, Meaning> assigned_;
  std::vector<std::pair<std::string, Meaning>> shadows_;
  std::vector<Index> captures_;
  std::vector<const Program*> running_;
  std::size_t nodes_ = 0;
};

void Collector::walk(const Program& program) {
  const Program* const outer = program_;
  Lines* const outer_lines = lines_;
  Lines lines(program.source, program.name);
  program_ = &program;
  lines_ = &lines;
  running_.push_back(&program);
  for (const Node& node : program.nodes) {
    if (++nodes_ > most_nodes) throw Error(Fault::limit, "the template has too many partials");
    try {
      visit(node);
    } catch (Error& error) {
      error.locate(program.source, program.name, node.place);
      throw;
    }
  }
  running_.pop_back();
  program_ = outer;
  lines_ = outer_lines;
}

void Collector::visit(const Node& node) {
  switch (node.what) {
    case Node::Do::output:
      expression(program_->expressions[node.a]);
      break;
    case Node::Do::jump_unless:
    case Node::Do::jump_if:
      condition(node.a);
      break;
    case Node::Do::assign: {
      const Meaning value = expression(program_->expressions[node.b]);
      assigned_[name(node.a)] = value;
      break;
    }
    case Node::Do::capture_begin:
      captures_.push_back(node.a);
      break;
    case Node::Do::capture_end:
      assigned_[name(captures_.back())] = std::nullopt;
      captures_.pop_back();
      break;
    case Node::Do::increment:
    case Node::Do::decrement:
      assigned_.try_emplace(name(node.a), std::nullopt);
      break;
    case Node::Do::cycle: {
      const Cycle& cycle = program_->cycles[node.a];
      if (cycle.is_named) operand(cycle.group);
      for (Index i = 0; i < cycle.count; ++i) operand(program_->operands[cycle.first + i]);
      break;
    }
    case Node::Do::for_begin:
      loop(program_->loops[node.a], false);
      break;
    case Node::Do::row_begin:
      loop(program_->loops[node.a], true);
      break;
    case Node::Do::for_next:
    case Node::Do::row_next:
      shadows_.resize(shadows_.size() - 2);
      break;
    case Node::Do::case_begin:
      operand(program_->operands[node.a]);
      break;
    case Node::Do::when:
      for (Index i = 0; i < node.b; ++i) operand(program_->operands[node.a + i]);
      break;
    case Node::Do::partial:
      partial(program_->partials[node.a]);
      break;
    case Node::Do::nothing:
    case Node::Do::text:
    case Node::Do::jump:
    case Node::Do::break_loop:
    case Node::Do::continue_loop:
    case Node::Do::when_again:
    case Node::Do::case_else:
    case Node::Do::case_end:
    case Node::Do::changed_begin:
    case Node::Do::changed_end:
      break;
  }
}

Meaning Collector::meaning(const std::string& name) const {
  for (auto it = shadows_.rbegin(); it != shadows_.rend(); ++it)
    if (it->first == name) return it->second;
  const auto it = assigned_.find(name);
  return it == assigned_.end() ? Meaning(name) : it->second;
}

Meaning Collector::operand(const Operand& operand) {
  switch (operand.of) {
    case Operand::Of::constant:
      return std::nullopt;
    case Operand::Of::range:
      this->operand(program_->ranges[operand.index].first);
      this->operand(program_->ranges[operand.index].last);
      return std::nullopt;
    case Operand::Of::path:
      break;
  }
  return path(program_->paths[operand.index]);
}

Meaning Collector::path(const Path& path) {
  Meaning known;
  if (path.name != none)
    known = meaning(name(path.name));
  else
    operand(path.root);
  const std::size_t before = result.size();
  for (Index i = 0; i < path.segment_count; ++i) {
    const Segment& segment = program_->segments[path.first_segment + i];
    if (segment.of == Segment::Of::operand) operand(segment.operand);
    if (!known) continue;
    if (segment.of != Segment::Of::key || segment.special == Segment::Special::first ||
        segment.special == Segment::Special::last)
      *known += "[]";
    else if (segment.special != Segment::Special::size)
      *known += "." + program_->constants[segment.key].string();
  }
  if (known && known->size() > longest_path) known.reset();
  if (known) {
    // The path itself comes before what its brackets use.
    const Reference reference{*known, lines_->place(path.place)};
    result.insert(result.begin() + static_cast<std::ptrdiff_t>(before), reference);
  }
  return known;
}

Meaning Collector::expression(const Expression& expression) {
  Meaning value = operand(expression.value);
  for (Index i = 0; i < expression.call_count; ++i)
    value = filtered(program_->calls[expression.first_call + i], std::move(value));
  return value;
}

Meaning Collector::filtered(const Call& call, Meaning input) {
  const std::string& filter = call.filter->name;
  if (input && input->size() > longest_path) input.reset();
  for (Index i = 0; i < call.argument_count; ++i) {
    const Operand& argument = program_->operands[call.first_argument + i];
    operand(argument);
    if (i > 0 || !input || argument.of != Operand::Of::constant || !is_one(filter, takes_property)) continue;
    const Value& property = program_->constants[argument.index];
    if (property.is_string()) add(*input + "[]." + property.string(), call.place);
  }
  for (Index i = 0; i < call.keyword_count; ++i) operand(program_->keywords[call.first_keyword + i].value);
  if (!input || is_one(filter, keeps_items)) return input;
  if (is_one(filter, gives_item)) return *input + "[]";
  return std::nullopt;
}

void Collector::condition(Index index) {
  for (const Test* test = &program_->tests[index];; ++test) {
    operand(test->left);
    if (test->comparison != Comparison::truth) operand(test->right);
    if (test->next == Connective::end) return;
  }
}

void Collector::loop(const Loop& loop, bool is_table) {
  Meaning item = operand(loop.collection);
  if (item) *item += "[]";
  if (loop.has_limit) operand(loop.limit);
  if (loop.has_offset) operand(loop.offset);
  if (loop.has_columns) operand(loop.columns);
  shadows_.emplace_back(is_table ? "tablerowloop" : "forloop", std::nullopt);
  shadows_.emplace_back(name(loop.variable), std::move(item));
}

void Collector::partial(const PartialCall& call) {
  operand(call.name);
  std::vector<std::pair<std::string, Meaning>> arguments;
  Meaning subject;
  if (call.has_subject) {
    subject = operand(call.subject);
    if (subject && call.is_loop) *subject += "[]";
  }
  for (Index i = 0; i < call.keyword_count; ++i) {
    const Keyword& keyword = program_->keywords[call.first_keyword + i];
    arguments.emplace_back(program_->constants[keyword.name].string(), operand(keyword.value));
  }
  const Value* literal =
      call.name.of == Operand::Of::constant ? &program_->constants[call.name.index] : nullptr;
  if (partials_ == nullptr || literal == nullptr || !literal->is_string()) return;
  const auto found = partials_->get(literal->string());
  if (!found) throw Error(Fault::partial, "there is no partial \"" + literal->string().substr(0, 80) + "\"");
  const Program& inner = found->program();
  for (const Program* running : running_)
    if (running == &inner) return;
  if (running_.size() > deepest) throw Error(Fault::limit, "partials are nested too deeply");
  if (call.has_subject) {
    const auto slash = literal->string().rfind('/');
    const std::string own =
        slash == std::string::npos ? literal->string() : literal->string().substr(slash + 1);
    arguments.emplace_back(call.alias.empty() ? own : call.alias, std::move(subject));
    if (call.is_loop) arguments.emplace_back("forloop", std::nullopt);
  }
  if (!call.is_isolated) {
    const std::size_t before = shadows_.size();
    shadows_.insert(shadows_.end(), arguments.begin(), arguments.end());
    walk(inner);
    shadows_.resize(before);
    return;
  }
  auto outer_assigned = std::move(assigned_);
  auto outer_shadows = std::move(shadows_);
  assigned_ = {arguments.begin(), arguments.end()};
  shadows_.clear();
  walk(inner);
  assigned_ = std::move(outer_assigned);
  shadows_ = std::move(outer_shadows);
}

}  // namespace

std::vector<Reference> Template::references(Partials* partials) const {
  Collector collector(partials);
  collector.walk(*program_);
  return std::move(collector.result);
}

}  // namespace lifecycled::liquid
