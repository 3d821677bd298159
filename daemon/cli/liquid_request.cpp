#include "cli/liquid_request.hpp"

#include <date/tz.h>

#include "liquid/template.hpp"

namespace lifecycled {
namespace {

// More than any template at hand needs; a broken one must not keep whoever waits for the answer.
constexpr std::chrono::seconds longest_rendering{10};

std::shared_ptr<const liquid::Environment> environment_of(const LiquidOptions& options) {
  const auto environment = std::make_shared<liquid::Environment>();
  environment->mode = options.mode;
  environment->passes_unknown_filters = options.mode == liquid::Mode::lax;
  return environment;
}

}  // namespace

std::optional<liquid::Mode> liquid_mode(std::string_view name) {
  if (name == "lax" || name == "warn") return liquid::Mode::lax;
  if (name == "strict") return liquid::Mode::strict;
  if (name == "rigid" || name == "strict2") return liquid::Mode::rigid;
  return std::nullopt;
}

std::vector<liquid::Error> liquid_mistakes(std::string source, const std::string& name,
                                           const LiquidOptions& options) {
  return liquid::Template::mistakes(std::move(source), name, environment_of(options));
}

std::string render_liquid(std::string source, const std::string& name, const liquid::Value& data,
                          std::shared_ptr<liquid::Loader> loader, const LiquidOptions& options) {
  const auto environment = environment_of(options);
  const auto parsed = liquid::Template::parse(std::move(source), name, environment);
  liquid::RenderOptions rendering;
  std::unique_ptr<liquid::Partials> partials;
  if (loader) {
    partials = std::make_unique<liquid::Partials>(environment, std::move(loader));
    rendering.partials = partials.get();
  }
  rendering.isolated_partials = true;
  rendering.escape_html = options.escape_html;
  rendering.strict_variables = options.strict_variables;
  if (!options.time_zone.empty()) rendering.zone = date::locate_zone(options.time_zone);
  rendering.now = [now = options.now]() -> std::chrono::system_clock::time_point {
    return now ? *now : std::chrono::system_clock::now();
  };
  rendering.out_of_time = liquid::after_computing(longest_rendering);
  std::vector<liquid::Error> errors;
  if (options.prints_errors) {
    rendering.errors = &errors;
    rendering.prints_errors = true;
  }
  return parsed.render(data, rendering);
}

}  // namespace lifecycled
