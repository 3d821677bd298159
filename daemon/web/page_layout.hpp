// The frame of every public page: one document, one style sheet within it, no script, no cookie, nothing from
// elsewhere. Constant after construction; any thread.
#pragma once

#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "web/page_texts.hpp"
#include "web/response.hpp"

namespace lifecycled {

class PageLayout {
 public:
  explicit PageLayout(ShopSettings shop);

  // `content` is HTML; everything else is text and escaped here.
  Response page(unsigned status, const PageTexts& texts, std::string_view title,
                std::string_view content) const;
  // A heading and a paragraph.
  Response note(unsigned status, const PageTexts& texts, std::string_view title, std::string_view text) const;
  Response bad_link(const PageTexts& texts) const;
  Response failure(const PageTexts& texts) const;

  // A text of the table with the shop's name and the channel's label in place, escaped.
  std::string fill(std::string_view text, std::string_view channel = {}) const;
  const ShopSettings& shop() const { return shop_; }

 private:
  ShopSettings shop_;
  std::string policy_;  // Content-Security-Policy
};

}  // namespace lifecycled
