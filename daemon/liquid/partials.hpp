// Where render and include find their templates: the caller's Loader gives texts by name, Partials parses
// each once and keeps it. One Partials is shared by all threads that render; a reload makes a new one.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "liquid/environment.hpp"

namespace lifecycled::liquid {

class Template;

class Loader {
 public:
  virtual ~Loader() = default;
  // nothing when there is no such partial; names come from templates, so never use one as a path unchecked.
  // Called by one thread at a time.
  virtual std::optional<std::string> load(std::string_view name) = 0;
};

class Partials {
 public:
  Partials(std::shared_ptr<const Environment> environment, std::shared_ptr<Loader> loader)
      : environment_(std::move(environment)), loader_(std::move(loader)) {}

  // Null when the loader has none; throws Error when it cannot be parsed.
  std::shared_ptr<const Template> get(std::string_view name);

 private:
  // More names than this are not remembered: a template can make up names without end.
  static constexpr std::size_t most_kept = 4096;

  std::shared_ptr<const Environment> environment_;
  std::shared_ptr<Loader> loader_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Template>, std::less<>> known_;
};

}  // namespace lifecycled::liquid
