#include "template_language.hpp"

#include <doctest/doctest.h>

using whatsapp::template_language;

TEST_CASE("languages have WhatsApp's names") {
  CHECK(template_language("nl") == "nl");
  CHECK(template_language("en-US") == "en_US");
  CHECK(template_language("pt-PT") == "pt_PT");
  CHECK(template_language("pt") == "pt_BR");
  CHECK(template_language("zh-Hans") == "zh_CN");
  CHECK(template_language("zh-Hant") == "zh_TW");
  CHECK(template_language("zh-Hant-TW") == "zh_TW");
  CHECK(template_language("zh-Hant-HK") == "zh_HK");
  CHECK(template_language("zh-HK") == "zh_HK");
  CHECK(template_language("no") == "nb");
  CHECK(template_language("sr-Latn") == "sr");
  CHECK(template_language("sr-Latn-RS") == "sr_RS");
  CHECK(template_language("").empty());
}
