#include "message/html_text.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

TEST_CASE("paragraphs, headings and breaks") {
  CHECK(text_from_html(
            "<h1>Good to\n  have you</h1><p>Hello <b>Anna</b>,<br>welcome.</p>\n<p></p><p>Bye</p>") ==
        "Good to have you\n\nHello Anna,\nwelcome.\n\nBye\n");
  CHECK(text_from_html("<div>one</div><div>two</div>three") == "one\ntwo\nthree\n");
  CHECK(text_from_html("") == "\n");
  CHECK(text_from_html("just words") == "just words\n");
}

TEST_CASE("links keep their addresses") {
  CHECK(text_from_html("<p>See <a href=\"https://a.example/x?a=1&amp;b=2\">our tips</a>, please.</p>") ==
        "See our tips (https://a.example/x?a=1&b=2), please.\n");
  CHECK(text_from_html("<p class=\"button\"><a href=\"https://a.example\">Have a look</a></p>") ==
        "Have a look:\nhttps://a.example\n");
  CHECK(text_from_html("<p><a href=\"https://a.example\">Where is it now?</a></p>") ==
        "Where is it now?\nhttps://a.example\n");
  CHECK(
      text_from_html("<p><a href=\"https://a.example\">Yes!</a> <a href=\"https://b.example\">No</a></p>") ==
      "Yes! https://a.example\nNo: https://b.example\n");
  CHECK(
      text_from_html(
          "<p><a href=\"https://a.example/\">a.example</a> or <a href=\"mailto:a@b.example\">a@b.example</a>"
          "</p>") == "https://a.example/ or a@b.example\n");
  CHECK(text_from_html(
            "<p><a href=\"https://a.example?v=1\">1</a> <a href=\"https://a.example?v=2\">2</a></p>") ==
        "1: https://a.example?v=1\n2: https://a.example?v=2\n");
  CHECK(text_from_html("<p>Go <a href=\"#top\">up</a> or <a href=\"JavaScript:x()\">down</a></p>") ==
        "Go up or down\n");
  CHECK(text_from_html("<header><a href=\"https://a.example\">Shop</a></header><p>Hi</p>") ==
        "Shop (https://a.example)\n\nHi\n");
  // A picture and a title in one link: the address comes once.
  CHECK(text_from_html(
            "<a href=\"https://a.example\"><div><img alt=\"\"></div><div>A cup</div><div>Blue</div></a>") ==
        "A cup:\nhttps://a.example\nBlue\n");
  CHECK(text_from_html("<a href=\"https://a.example\"><img src=\"x\" alt=\"A red cup\"></a>") ==
        "A red cup:\nhttps://a.example\n");
}

TEST_CASE("lists") {
  CHECK(text_from_html(
            "<p>Two:</p><ul><li>One,\n wide</li><li><p>Two</p></li></ul><ol><li>x<ul><li>y</li></ul></li>"
            "<li>z</li></ol>") == "Two:\n\n- One, wide\n- Two\n\n1. x\n   - y\n2. z\n");
}

TEST_CASE("rows of tables are lines; tables for the layout leave no trace") {
  CHECK(text_from_html(
            "<table><caption>Order 7</caption><tr><th>Cup × 2</th><td>30.00</td></tr><tr><td>Total</td>"
            "<td><p>49.90</p></td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table><p>x</p>") ==
        "Order 7\nCup × 2: 30.00\nTotal: 49.90\na | b | c\n\nx\n");
  CHECK(text_from_html("<table role=\"presentation\"><tr><td>one</td><td><p>two</p></td></tr></table>") ==
        "one\n\ntwo\n");
}

TEST_CASE("what is not shown is not read, entities are") {
  CHECK(text_from_html("<!doctype html><html><head><title>T</title><style>p { x: 1 }</style></head><body>"
                       "<div style=\"DISPLAY : none\">pre<br>header <img alt=\"x\"></div><!-- no -->"
                       "<span aria-hidden=\"true\">no</span><script>1 < 2</script><p hidden>no</p>"
                       "<p>&lt;b&gt; &eacute;&#x2019;&nbsp;!&#8203;</p></body></html>") == "<b> é’\u00a0!\n");
  CHECK(text_from_html("<pre>a\n  b</pre>") == "a\nb\n");
  CHECK(text_from_html("<p>a</p><hr><p>b</p>") == "a\n\n--------\n\nb\n");
}

TEST_CASE("whatever comes, it ends, and soon") {
  CHECK(text_from_html("<p>a <b>b</p><p>c</b> <a href=x>d</p></td></ul></table>e") != "");
  std::string deep;
  for (int i = 0; i < 100'000; ++i)
    deep += i % 3 == 0 ? "<div>" : i % 3 == 1 ? "<ul><li>" : "<a href=\"x:y\">";
  CHECK(text_from_html(deep + "end").find("end") != std::string::npos);
  std::string lists;
  for (int i = 0; i < 20'000; ++i) lists += "<ul><li>x";
  CHECK(text_from_html(lists).size() < 20'000 * 24);
  CHECK(text_from_html(std::string("a\0b\xff<p", 7)) != "");
}

}  // namespace
}  // namespace lifecycled

TEST_CASE("a colon is set as the language sets it") {
  const char* page = "<p><a href='https://shop.example/u'>Stop</a></p>";
  CHECK(lifecycled::text_from_html(page) == "Stop:\nhttps://shop.example/u\n");
  CHECK(lifecycled::text_from_html(page, "fr-CA") == "Stop\u202f:\nhttps://shop.example/u\n");
  CHECK(lifecycled::text_from_html(page, "zh-Hant") == "Stop\uff1a\nhttps://shop.example/u\n");
  const char* rows = "<table><tr><td>Total</td><td>49</td></tr></table>";
  CHECK(lifecycled::text_from_html(rows, "fr") == "Total\u202f: 49\n");
  CHECK(lifecycled::text_from_html(rows, "zh-Hans") == "Total\uff1a49\n");
}
