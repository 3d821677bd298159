// What is left of a rendering's limits. The engine and filters charge it before they do work whose size a
// template or its data decides; it throws Error (Fault::limit) when nothing is left.
#pragma once

#include <cstddef>
#include <cstdint>

#include "liquid/options.hpp"

namespace lifecycled::liquid {

class Budget {
 public:
  explicit Budget(const RenderOptions& options)
      : out_of_time_(options.out_of_time ? &options.out_of_time : nullptr),
        steps_(options.limits.steps),
        iterations_(options.limits.iterations),
        largest_(options.limits.output_bytes) {}

  void charge(std::uint64_t steps) {
    if (steps > steps_) out_of_steps();
    steps_ -= steps;
    since_asked_ += steps;
    if (since_asked_ >= steps_between_questions) ask_time();
  }
  void charge_bytes(std::size_t bytes) { charge(bytes / bytes_per_step); }
  void charge_iteration() {
    if (iterations_-- == 0) out_of_iterations();
    charge(1);
  }
  // Before a string of this size is built.
  void allow_size(std::size_t bytes) const {
    if (bytes > largest_) too_large();
  }
  std::size_t largest() const { return largest_; }

 private:
  static constexpr std::uint64_t steps_between_questions = 4096;
  static constexpr std::size_t bytes_per_step = 32;

  [[noreturn]] static void out_of_steps();
  [[noreturn]] static void out_of_iterations();
  [[noreturn]] static void too_large();
  void ask_time();

  const std::function<bool()>* out_of_time_;
  std::uint64_t steps_;
  std::uint64_t iterations_;
  std::uint64_t since_asked_ = 0;
  std::size_t largest_;
};

}  // namespace lifecycled::liquid
