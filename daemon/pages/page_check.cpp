#include "pages/page_check.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "message/language.hpp"
#include "pages/page_samples.hpp"
#include "pages/page_set.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_page_bytes = 15'000;

// A page of which a text is missing in a language of the shop's own is shown in English.
void check_languages(const PageFiles& files, Problems& problems) {
  const auto english = files.shipped.texts.find("en");
  for (const auto& [language, texts] : files.own.texts) {
    if (files.shipped.texts.contains(language) || texts.empty() || english == files.shipped.texts.end())
      continue;
    std::size_t missing = 0;
    std::string first;
    const auto has = [&](const PageSources& sources, const std::string& tag, const std::string& path) {
      const auto told = sources.texts.find(tag);
      return told != sources.texts.end() && told->second.contains(path);
    };
    const std::vector<std::string> nearest = language_fallbacks(language);
    for (const auto& [path, text] : english->second) {
      const bool is_there = std::ranges::any_of(nearest, [&](const std::string& tag) {
        return has(files.own, tag, path) || has(files.shipped, tag, path);
      });
      if (is_there) continue;
      if (missing++ == 0) first = path;
    }
    if (missing > 0) {
      problems.warning({texts.begin()->second.place.file, 0, 0},
                       fmt::format("{} texts are missing, and their pages are shown in English, \"{}\" first",
                                   missing, first));
    }
  }
}

}  // namespace

void check_pages(const Configuration& configuration, Problems& problems) {
  const VirtualClock clock(page_sample_time);
  const PageSet pages(configuration.pages, configuration.settings, clock, problems);
  check_languages(configuration.pages, problems);
  std::map<std::string, std::size_t> largest;
  for (const PageSample& sample : page_samples()) {
    for (const std::string& language : pages.languages()) {
      std::size_t bytes = 0;
      const PageReader reader{language, "", language, ""};
      for (const Problem& mistake : pages.mistakes(sample.page, reader, sample.facts, bytes))
        problems.error(mistake.place, mistake.text, mistake.hint);
      largest[sample.page] = std::max(largest[sample.page], bytes);
    }
  }
  for (const auto& [page, bytes] : largest) {
    if (bytes <= most_page_bytes) continue;
    const auto own = configuration.pages.own.templates.find(page);
    const Place place = own == configuration.pages.own.templates.end()
                            ? Place{configuration.settings.file, 0, 0}
                            : own->second.place;
    problems.warning(place, fmt::format("the page \"{}\" has {} bytes", page, bytes),
                     fmt::format("pages are to stay below {}: customers wait for them", most_page_bytes));
  }
}

}  // namespace lifecycled
