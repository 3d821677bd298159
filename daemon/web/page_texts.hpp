// What the public pages say, in each language they speak, and which language a visitor gets. Constants; any
// thread.
// "{shop}" stands for the shop's name.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

struct PageTexts {
  std::string_view language;  // as in <html lang>
  // Channels as they stand behind "only": "e-mail".
  std::string_view email, sms, whatsapp, webpush, other_channel;

  std::string_view unsubscribe_title, unsubscribe_lead, scope_legend;
  std::string_view scope_channel;  // "{channel}" is one of the above
  std::string_view scope_all, orders_go_on, unsubscribe_button;
  std::string_view unsubscribed_title, unsubscribed_channel, unsubscribed_all;

  std::string_view rating_title, rating_lead, rating_legend;
  std::array<std::string_view, 5> ratings;  // 1 to 5
  std::string_view comment_label, rating_button, rating_missing;
  std::string_view thanks_title, thanks_text;

  std::string_view nps_title, nps_lead, nps_legend, nps_worst, nps_best, nps_why, nps_missing;
  std::string_view confirm_title, confirm_lead, confirm_button, confirm_note;
  std::string_view confirmed_title, confirmed_text;

  std::string_view view_title;  // of a message that is plain text
  std::string_view gone_title, gone_text;

  std::string_view bad_link_title, bad_link_text, failure_title, failure_text;
  std::string_view to_the_shop;
};

// The customer's own language, where we have it; else what the browser asks for (RFC 9110, section 12.5.4);
// else the shop's; else English.
const PageTexts& page_texts(const std::optional<std::string>& customer_language,
                            std::string_view accept_language, std::string_view shop_language);

// All of them, for tests.
const std::array<PageTexts, 5>& all_page_texts();

std::string_view channel_label(const PageTexts& texts, std::string_view channel);

}  // namespace lifecycled
