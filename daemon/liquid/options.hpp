// What a caller decides about rendering: escaping, strictness, clock, limits. Nothing of it is read from the
// world.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

namespace date {
class time_zone;
}

namespace lifecycled::liquid {

class Error;
class Partials;

// A step is a node rendered, an item looped over, or 32 bytes that a filter or an output handles.
struct Limits {
  std::uint64_t steps = 4'000'000;
  std::uint64_t iterations = 500'000;
  std::size_t output_bytes = 8U << 20U;  // of the result, and of any one string on the way
  std::uint32_t partial_depth = 60;
  std::size_t errors = 100;  // that are collected
};

struct RenderOptions {
  // What {{ }} prints is HTML-escaped unless it is safe; see README.md for what is.
  bool escape_html = false;
  // An unknown variable or member is an error, but for a bare condition, a comparison with nil, blank or
  // empty, and
  // `| default`, which are how a template asks whether something is there.
  bool strict_variables = false;
  // What render shows sees its arguments only, as Shopify has it, and not the data.
  bool isolated_partials = false;
  // Where render and include find their templates; without it both tags are errors.
  Partials* partials = nullptr;
  // "now" and "today" for the date filter; without it they are errors.
  std::function<std::chrono::system_clock::time_point()> now = {};
  // Dates are shown, and dates without a zone are read, in this zone; null is UTC.
  const date::time_zone* zone = nullptr;
  // Asked every few thousand steps; true ends the rendering with an error.
  std::function<bool()> out_of_time = {};
  Limits limits = {};
  // With a list, an error in one place is noted here, the place prints nothing, and rendering goes on; errors
  // of the kind Fault::limit always end it. Without, the first error is thrown.
  std::vector<Error>* errors = nullptr;
  // With a list of errors, each is also printed in its place: "Liquid error (line 3): divided by 0".
  bool prints_errors = false;
};

// What this thread has computed since it began; waiting while others have the processor does not count.
std::chrono::nanoseconds thread_time();
// For RenderOptions::out_of_time: this thread has computed for so long since the call.
std::function<bool()> after_computing(std::chrono::nanoseconds span);

}  // namespace lifecycled::liquid
