// All pages of one configuration, parsed once: the shop's own templates and texts over the shipped ones.
// Immutable; rendered from any thread; a reload makes a new one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "config/page_files.hpp"
#include "config/settings.hpp"
#include "liquid/error.hpp"
#include "liquid/value.hpp"

namespace lifecycled {

// For whom a page is written.
struct PageReader {
  std::string language = "en";  // one of PageSet::languages()
  std::string country;          // of the customer, or ""
  std::string own_language;     // as the customer or the browser said it: "fr-CA"
  std::string time_zone;        // "" = the shop's
};

struct PageDocument {
  std::string html;
  std::string language;
  std::string policy;                 // Content-Security-Policy
  std::vector<Problem> own_mistakes;  // why the shipped page stands in for the shop's own
};

class PageSet {
 public:
  // Syntax mistakes go to `problems` with their places; the shipped file then stands in.
  PageSet(const PageFiles& files, const Settings& settings, const Clock& clock, Problems& problems);
  ~PageSet();
  PageSet(const PageSet&) = delete;
  PageSet& operator=(const PageSet&) = delete;

  // `page` names the texts and the template; one without a template of its own is a "note".
  PageDocument render(std::string_view page, const PageReader& reader, const liquid::Object& facts) const;
  // As plain text, for what is not the page itself: "confirm.lead".
  std::string text(std::string_view path, const PageReader& reader, const liquid::Object& facts = {}) const;
  std::string channel_label(std::string_view channel, const PageReader& reader) const;

  // Of the shop's own and the shipped texts.
  std::vector<std::string> languages() const;
  // The customer's own, else what the browser asks for, else the shop's, else English.
  PageReader reader(const std::optional<std::string>& customer_language,
                    std::string_view accept_language) const;
  // Whose language is English where one of the page's texts is missing in theirs: a page is in one language.
  PageReader for_page(std::string_view page, PageReader reader) const;
  const ShopSettings& shop() const { return shop_; }
  const PageSettings& settings() const { return settings_; }

  // Every mistake of rendering the shop's own page, with its place; `bytes` is how long it became.
  std::vector<Problem> mistakes(std::string_view page, const PageReader& reader, const liquid::Object& facts,
                                std::size_t& bytes) const;

 private:
  struct Theme;
  struct Rendering;
  liquid::Object frame(std::string_view page, const PageReader& reader, const liquid::Object& facts) const;

  ShopSettings shop_;
  PageSettings settings_;
  const Clock& clock_;
  std::string logo_;  // a data: address, or ""
  std::unique_ptr<const Theme> shipped_, own_;
};

}  // namespace lifecycled
