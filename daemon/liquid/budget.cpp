#include "liquid/budget.hpp"

#include "liquid/error.hpp"

namespace lifecycled::liquid {

void Budget::out_of_steps() { throw Error(Fault::limit, "the template takes too many steps"); }

void Budget::out_of_iterations() { throw Error(Fault::limit, "the template loops too often"); }

void Budget::too_large() { throw Error(Fault::limit, "the output is too large"); }

void Budget::ask_time() {
  since_asked_ = 0;
  if (out_of_time_ != nullptr && (*out_of_time_)()) throw Error(Fault::limit, "the template takes too long");
}

}  // namespace lifecycled::liquid
