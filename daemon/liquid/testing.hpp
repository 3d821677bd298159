// Shorthand for the tests of this folder.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "liquid/json.hpp"
#include "liquid/partials.hpp"
#include "liquid/template.hpp"

namespace lifecycled::liquid::testing {

class Texts final : public Loader {
 public:
  explicit Texts(std::map<std::string, std::string, std::less<>> texts) : texts_(std::move(texts)) {}
  std::optional<std::string> load(std::string_view name) override {
    ++loads;
    const auto it = texts_.find(name);
    return it == texts_.end() ? std::nullopt : std::optional(it->second);
  }
  int loads = 0;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

inline Value json(std::string_view text) { return from_json(boost::json::parse(text)); }

inline std::string rendered(std::string source, std::string_view data = "{}",
                            const RenderOptions& options = {}, Mode mode = Mode::strict) {
  return Template::parse(std::move(source), "t", Environment::standard(mode)).render(json(data), options);
}

// What the error says, with its place; empty when there is none.
inline std::string error_of(std::string source, std::string_view data = "{}",
                            const RenderOptions& options = {}, Mode mode = Mode::strict) {
  try {
    rendered(std::move(source), data, options, mode);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

// As `lifecycled liquid` renders it, with partials; "ERR" for what it refuses.
inline std::string outcome(std::string source, std::string_view data = "{}",
                           std::string_view templates = "{}") {
  std::map<std::string, std::string, std::less<>> texts;
  const boost::json::value parsed = boost::json::parse(templates);
  for (const auto& [name, text] : parsed.as_object())
    texts.emplace(std::string(name), std::string(text.as_string()));
  Partials partials(Environment::standard(), std::make_shared<Texts>(std::move(texts)));
  RenderOptions options;
  options.partials = &partials;
  options.isolated_partials = true;
  try {
    return rendered(std::move(source), data, options);
  } catch (const Error&) {
    return "ERR";
  }
}

inline RenderOptions escaping() { return {.escape_html = true}; }

}  // namespace lifecycled::liquid::testing
