#include "insight/text_measure.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("texts are cut and wrapped within their width, at whole letters") {
  CHECK(fitting("short", 100, 12) == "short");
  const std::string cut = fitting("grüße an alle die das hier lesen", 60, 12);
  CHECK(cut.ends_with("…"));
  CHECK(text_width(cut, 12) <= 60);
  CHECK(wrapped("one two three four", 60, 12, 2).size() == 2);
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(12) == "12");
}

TEST_CASE("Chinese letters and emoji are as wide as they are, and are never cut apart") {
  CHECK(text_width("顧客", 10) == doctest::Approx(20));
  CHECK(text_width("e\u0301", 10) < 7);  // a letter and its mark are one
  const std::string family = "\U0001F469\u200D\U0001F469\u200D\U0001F467";
  CHECK(text_width(family, 10) == doctest::Approx(13));
  CHECK(fitting(family + family + family, 30, 10) == family + "…");
  // Without blanks there are places to break, too.
  const auto lines = wrapped("給回頭客的春季新茶與優惠通知以及更多", 60, 12, 9);
  REQUIRE(lines.size() == 4);
  CHECK(lines.at(0) == "給回頭客的");
  // So has a word that is longer than a line.
  for (const std::string& line : wrapped("country_of_residence_and_of_delivery", 60, 12, 9)) {
    CHECK(text_width(line, 12) <= 60);
    CHECK(line.find("…") == std::string::npos);
  }
}

TEST_CASE("a list says how many it leaves out") {
  const std::vector<std::string> words{"email", "sms", "whatsapp", "call-list"};
  CHECK(listed_within(words, 500, 12) == "email, sms, whatsapp, call-list");
  CHECK(listed_within(words, 140, 12) == "email, sms and 2 more");
  CHECK(listed_within({}, 130, 12).empty());
}
