// The variables of one rendering: a slot for each name of the program, so that names are resolved when a
// template is parsed and not when it is rendered. render makes a new scope; include shares that of its
// caller, through a list that says which slot each of its own names has. For the renderer only.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "liquid/program.hpp"

namespace lifecycled::liquid {

struct Slot {
  // Looked up in this order: the variable of a loop or an argument of include; what was assigned; a counter;
  // the data.
  Value shadow;
  Value assigned;
  Value counter;
  Value from_drop;
  const Value* data = nullptr;
  bool has_shadow = false;
  bool has_assigned = false;
  bool has_counter = false;
  bool asked_data = false;
};

class Scope {
 public:
  Scope(const Program& program, const Value& data);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  // Null when there is no such variable. `map` is that of the running program, or null.
  const Value* find(const Program& program, Index name, const std::vector<Index>* map) {
    Slot& found = slot(name, map);
    if (const Value* local = find_local(found)) return local;
    if (!found.asked_data) ask_data(found, program.names[name]);
    return found.data;
  }
  const Value* find(std::string_view name);
  Slot& slot(Index name, const std::vector<Index>* map) {
    return slots_[map == nullptr ? name : (*map)[name]];
  }
  // By name, and made when there is none.
  Slot& slot(std::string_view name);
  // The slots of another program's names.
  const std::vector<Index>& map_of(const Program& program);
  const Value& data() const { return data_; }

  std::unordered_map<std::string, std::size_t> cycles;
  std::unordered_map<const Cycle*, std::size_t> lone_cycles;  // that share their counter with none
  std::unordered_map<std::string, std::int64_t> continues;    // where "offset: continue" goes on
  std::string last_changed;
  bool has_changed = false;

 private:
  static const Value* find_local(const Slot& slot) {
    if (slot.has_shadow) return &slot.shadow;
    if (slot.has_assigned) return &slot.assigned;
    return slot.has_counter ? &slot.counter : nullptr;
  }
  void ask_data(Slot& slot, std::string_view name);
  Index index_of(std::string_view name);

  const Program& program_;
  const Value& data_;
  std::deque<Slot> slots_;  // never moves, so that a value found stays where it is while more names come
  std::unordered_map<std::string, Index> more_names_;  // of slots behind those of program_
  std::unordered_map<const Program*, std::vector<Index>> maps_;
};

}  // namespace lifecycled::liquid
