// What one rendering by `lifecycled liquid` is asked for, and the rendering itself: the engine alone, with
// Shopify's filters and no configuration. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "liquid/environment.hpp"
#include "liquid/error.hpp"
#include "liquid/partials.hpp"
#include "liquid/value.hpp"

namespace lifecycled {

struct LiquidOptions {
  liquid::Mode mode = liquid::Mode::strict;
  bool escape_html = false;
  bool strict_variables = false;
  // Errors of the rendering stand in the text, as Shopify prints them, instead of ending it.
  bool prints_errors = false;
  std::string time_zone;       // "" = UTC, and dates that name their offset keep it
  std::optional<Instant> now;  // else the system's
};

// "lax", "strict" or "rigid", and what other suites call them ("warn", "strict2").
std::optional<liquid::Mode> liquid_mode(std::string_view name);

// Everything that is wrong with the text itself.
std::vector<liquid::Error> liquid_mistakes(std::string source, const std::string& name,
                                           const LiquidOptions& options);

// Throws liquid::Error. `loader` may be null: there are no partials then.
std::string render_liquid(std::string source, const std::string& name, const liquid::Value& data,
                          std::shared_ptr<liquid::Loader> loader, const LiquidOptions& options);

}  // namespace lifecycled
