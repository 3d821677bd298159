// Made-up facts of every page, each fact there at least once and missing at least once where it may be: for
// page_check and tests. Constants; any thread.
#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "liquid/value.hpp"

namespace lifecycled {

// A Saturday morning, 2026-01-31T09:00:00Z.
constexpr Instant page_sample_time = from_ms(1'769'850'000'000);

struct PageSample {
  std::string page;
  liquid::Object facts;
};
std::vector<PageSample> page_samples();

}  // namespace lifecycled
