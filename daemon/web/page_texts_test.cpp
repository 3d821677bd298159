#include "web/page_texts.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

using namespace lifecycled;

TEST_CASE("the customer's language comes first, then the browser's, then the shop's") {
  const auto language = [](std::optional<std::string> customer, std::string_view accept,
                           std::string_view shop) { return page_texts(customer, accept, shop).language; };
  CHECK(language("nl-BE", "fr", "en") == "nl");
  CHECK(language("pl", "fr", "en") == "fr");
  CHECK(language({}, "pl, de;q=0.9, fr-CA;q=0.5, nl;q=0.8", "en") == "nl");
  CHECK(language({}, "pl;q=1", "zh-Hant") == "zh-Hant");
  CHECK(language({}, "", "sv") == "en");
  CHECK(language({}, ",;q=,;;q=x, fr ;q=0", "sv") == "en");
  CHECK(language("zh-TW", "", "en") == "zh-Hant");
  CHECK(language("zh-Hant-HK", "", "en") == "zh-Hant");
  CHECK(language("zh-Hans-HK", "", "en") == "zh-Hans");
  CHECK(language("zh", "", "en") == "zh-Hans");
  CHECK(language("ZH_tw", "", "en") == "zh-Hant");
}

TEST_CASE("every language says everything") {
  for (const PageTexts& texts : all_page_texts()) {
    CAPTURE(texts.language);
    const auto check = [&](std::initializer_list<std::string_view> all) {
      for (const std::string_view text : all) CHECK((!text.empty() && is_utf8(text)));
    };
    check({texts.email, texts.sms, texts.whatsapp, texts.webpush, texts.other_channel,
           texts.unsubscribe_title, texts.unsubscribe_lead, texts.scope_legend, texts.scope_channel,
           texts.scope_all, texts.orders_go_on, texts.unsubscribe_button, texts.unsubscribed_title,
           texts.unsubscribed_channel, texts.unsubscribed_all});
    check({texts.rating_title, texts.rating_lead, texts.rating_legend, texts.comment_label,
           texts.rating_button, texts.rating_missing, texts.thanks_title, texts.thanks_text, texts.view_title,
           texts.gone_title, texts.gone_text, texts.bad_link_title, texts.bad_link_text, texts.failure_title,
           texts.failure_text, texts.to_the_shop});
    for (const std::string_view rating : texts.ratings) check({rating});
    check({texts.nps_title, texts.nps_lead, texts.nps_legend, texts.nps_worst, texts.nps_best, texts.nps_why,
           texts.nps_missing, texts.confirm_title, texts.confirm_lead, texts.confirm_button,
           texts.confirm_note, texts.confirmed_title, texts.confirmed_text});
    CHECK(texts.confirm_lead.find("{channel}") != std::string_view::npos);
    CHECK(texts.scope_channel.find("{channel}") != std::string_view::npos);
    CHECK(texts.unsubscribed_channel.find("{channel}") != std::string_view::npos);
  }
}
