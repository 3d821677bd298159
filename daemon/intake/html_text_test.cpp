#include "intake/html_text.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("character references become what they stand for, once") {
  CHECK(html_decoded("Ship Your Idea &ndash; Color: Black") == "Ship Your Idea – Color: Black");
  CHECK(html_decoded("Caf&eacute; &amp; Bar &#8364;5 &#x1F600; &yuml;&nbsp;&euro;") ==
        "Café & Bar €5 😀 ÿ\xC2\xA0€");
  CHECK(html_decoded("a&amp;b") == "a&b");
  CHECK(html_decoded("a&amp;amp;b") == "a&amp;b");
  CHECK(html_decoded("&#039;&quot;&lt;&gt;&apos;") == "'\"<>'");
}

TEST_CASE("what is no reference stays, and nothing dangerous comes out") {
  CHECK(html_decoded("Salt & Pepper; AT&T &unknown; &") == "Salt & Pepper; AT&T &unknown; &");
  CHECK(html_decoded("&#0;&#7;&#xD800;&#1114112;&#x;&#;&#99999999999;") ==
        "&#0;&#7;&#xD800;&#1114112;&#x;&#;&#99999999999;");
  CHECK(html_decoded("") == "");
  CHECK(html_decoded("&amp") == "&amp");
}
