// Renders every page in every language with made-up facts and says what is wrong, with the place. For `check`
// and `reload`; any thread.
#pragma once

#include "base/problem.hpp"
#include "config/load.hpp"

namespace lifecycled {

void check_pages(const Configuration& configuration, Problems& problems);

}  // namespace lifecycled
