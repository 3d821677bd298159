// The pages that customers see, as files say them: Liquid templates, one style sheet, texts in each language.
// Those of the shop stand over the shipped ones, file by file and, of texts, key by key. Constant after
// loading; any thread may read it.
#pragma once

#include <map>
#include <string>

#include "base/problem.hpp"

namespace lifecycled {

// One Liquid text and where it begins.
struct PageSource {
  std::string text;
  Place place;
};

struct PageSources {
  std::map<std::string, PageSource, std::less<>> templates;  // "unsubscribe"; "partials/NAME"
  PageSource style;                                          // style.css
  // By language as canonical_language writes it, then "unsubscribe.title": the path in texts.LANG.toml.
  std::map<std::string, std::map<std::string, PageSource, std::less<>>, std::less<>> texts;
};

struct PageLogo {
  std::string media_type;  // "image/svg+xml"; "" = none
  std::string bytes;
};

struct PageFiles {
  PageSources shipped;
  PageSources own;  // only what the shop has
  PageLogo logo;
};

}  // namespace lifecycled
