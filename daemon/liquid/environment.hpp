// What a template is parsed with. Callers build one at start, share it between all templates, and never
// change it afterwards.
#pragma once

#include <cstdint>
#include <memory>

#include "liquid/filter.hpp"
#include "liquid/standard_filters.hpp"

namespace lifecycled::liquid {

// Unknown tags, unclosed blocks and, unless passes_unknown_filters, unknown filters are errors in all three.
enum class Mode : std::uint8_t {
  lax,     // what cannot be understood at the end of an expression is ignored
  strict,  // as Shopify's strict: expressions must be right; words after else and a few list endings are
           // ignored
  rigid,   // nothing is ignored
};

struct ParseLimits {
  std::size_t source_bytes = 4U << 20U;
  unsigned block_depth = 100;
  unsigned expression_depth = 50;
};

struct Environment {
  FilterSet filters = standard_filters();
  Mode mode = Mode::strict;
  // As Shopify's does where nobody asks for strict filters: one that is not known gives what it was given.
  bool passes_unknown_filters = false;
  ParseLimits limits;

  // The standard filters and nothing else.
  static std::shared_ptr<const Environment> standard(Mode mode = Mode::strict);
};

}  // namespace lifecycled::liquid
