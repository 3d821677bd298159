// Runs a Program: walks its nodes, keeps the open frames, appends to one output string. Captures are cut out
// of that string when they end. Template::render() makes one for each rendering.
#pragma once

#include <string>
#include <vector>

#include "liquid/evaluator.hpp"
#include "liquid/frame.hpp"
#include "liquid/printer.hpp"
#include "liquid/template.hpp"

namespace lifecycled::liquid {

class Renderer {
 public:
  Renderer(const Program& program, const Value& data, const RenderOptions& options)
      : options_(options),
        data_(data),
        main_name_(program.name),
        scope_(program, data),
        evaluator_(program, scope_, options) {}

  std::string render();

 private:
  enum class Interrupt : std::uint8_t { no, broken, continued };

  // renderer.cpp: one program from its first node to its last, or to a break or continue that no loop of its
  // own takes.
  Interrupt run(const Program& program);
  Interrupt walk(const Program& program, std::size_t base, Index& at);
  // How to go on behind a node that failed: behind its block, as Ruby does, or in the block's next branch.
  static Recovery recovery(const Program& program, Index at);
  Index next_branch(const Program& program, Index at);
  void output(const Expression& expression);
  void count(Index name, bool is_up);
  void cycle(const Cycle& cycle);
  // The next node; loops and cases decide it.
  Index when(const Node& node, Index at);

  // loop_render.cpp
  Index begin_loop(const Program& program, const Node& node, Index at);
  Index begin_table(const Program& program, const Node& node, Index at);
  void cut(Frame& frame, const Loop& loop, bool is_text);
  Index next_item(const Node& node, Index at);
  Index next_cell(const Node& node, Index at);
  void start_cell(Frame& frame);
  // Closes frames down to the nearest loop above `base`; false when there is none.
  bool unwind_to_loop(std::size_t base);
  void close_frame();
  void end_capture(const Frame& frame);
  void end_changed(const Frame& frame);

  // partial_render.cpp
  Interrupt partial(const Program& program, const PartialCall& call);
  Interrupt render_partial(const Template& partial, const PartialCall& call, const std::string& variable,
                           std::vector<std::pair<std::string_view, Value>> arguments);
  Interrupt include_partial(const Template& partial, const PartialCall& call, const std::string& variable,
                            std::vector<std::pair<std::string_view, Value>> arguments);
  Interrupt run_isolated(const Template& partial, const std::string& variable, const Value* subject,
                         const Value* loop, const std::vector<std::pair<std::string_view, Value>>& arguments);

  Budget& budget() { return evaluator_.budget(); }
  void append(std::string_view text) {
    out_ += text;
    budget().allow_size(out_.size());
  }

  const RenderOptions& options_;
  const Value& data_;
  const std::string& main_name_;
  const Value nothing_;  // what render shows, when it is to see its arguments only
  Scope scope_;
  Evaluator evaluator_;
  std::string out_;
  std::vector<Frame> frames_;
  std::uint32_t partial_depth_ = 0;
  bool is_isolated_ = false;
};

}  // namespace lifecycled::liquid
