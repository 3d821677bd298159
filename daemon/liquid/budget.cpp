#include "liquid/budget.hpp"

#include <ctime>

#include "liquid/error.hpp"

namespace lifecycled::liquid {

std::chrono::nanoseconds thread_time() {
  std::timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::function<bool()> after_computing(std::chrono::nanoseconds span) {
  return [end = thread_time() + span] { return thread_time() >= end; };
}

void Budget::out_of_steps() { throw Error(Fault::limit, "the template takes too many steps"); }

void Budget::out_of_iterations() { throw Error(Fault::limit, "the template loops too often"); }

void Budget::too_large() { throw Error(Fault::limit, "the output is too large"); }

void Budget::ask_time() {
  since_asked_ = 0;
  if (out_of_time_ != nullptr && (*out_of_time_)()) throw Error(Fault::limit, "the template takes too long");
}

}  // namespace lifecycled::liquid
