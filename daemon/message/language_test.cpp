#include "message/language.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

using Tags = std::vector<std::string>;

bool comes_before(const Tags& tags, const std::string& near, const std::string& far) {
  return std::ranges::find(tags, near) < std::ranges::find(tags, far) &&
         std::ranges::find(tags, far) != tags.end();
}

TEST_CASE("from near to far") {
  CHECK(language_fallbacks("fr").front() == "fr");
  CHECK(comes_before(language_fallbacks("fr-CA"), "fr-CA", "fr"));
  CHECK(language_fallbacks("fr-CA").back() == "fr");
  CHECK(language_fallbacks("zh-TW") == Tags{"zh-TW", "zh-Hant-TW", "zh-Hant", "zh"});
  CHECK(comes_before(language_fallbacks("zh-HK"), "zh-Hant", "zh"));
  CHECK(comes_before(language_fallbacks("zh-CN"), "zh-Hans", "zh"));
  CHECK(comes_before(language_fallbacks("zh"), "zh", "zh-Hans"));
}

TEST_CASE("a script is not crossed to the other") {
  const Tags tags = language_fallbacks("zh-TW");
  CHECK(std::ranges::find(tags, "zh-Hans") == tags.end());
}

TEST_CASE("what is no language has no fallbacks") {
  CHECK(language_fallbacks("").empty());
  CHECK(language_fallbacks(std::string(36, 'a')).empty());
  CHECK(language_fallbacks("und").size() <= 4);
  for (const char* text : {"xx", "not a language", "tlh-Klingon", "--", "\xff\xfe"}) {
    CAPTURE(std::string(text));
    for (const std::string& tag : language_fallbacks(text)) CHECK_FALSE(tag.empty());
  }
}

}  // namespace
TEST_CASE("numbers are written in the text's language, by the habits of the customer's country") {
  CHECK(formatting_locale("fr", "fr-CA", "") == "fr-CA");
  CHECK(formatting_locale("fr", "fr", "CH") == "fr-CH");
  CHECK(formatting_locale("fr", "fr-CA", "CH") == "fr-CA");
  CHECK(formatting_locale("en", "de-AT", "AT") == "en-AT");
  CHECK(formatting_locale("zh-Hant", "zh-TW", "") == "zh-Hant-TW");
  CHECK(formatting_locale("pt-BR", "pt-PT", "PT") == "pt-BR");
  CHECK(formatting_locale("en", "", "Nederland") == "en");
  CHECK(formatting_locale("en", "und", "") == "en");
}

}  // namespace lifecycled
