// Filters on strings, HTML and encodings.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

std::string filtered(const std::string& expression) { return rendered("{{ " + expression + " }}"); }

}  // namespace

TEST_CASE("letters, also outside ASCII") {
  CHECK(filtered("'straße é' | upcase") == "STRASSE É");
  CHECK(filtered("'ÀB' | downcase") == "àb");
  CHECK(filtered("'éLAN vital' | capitalize") == "Élan vital");
  CHECK(filtered("'' | capitalize").empty());
  CHECK(filtered("'ab' | size") == "2");
  CHECK(filtered("'日本' | size") == "2");
  CHECK(filtered("5 | size") == "0");
}

TEST_CASE("ends") {
  CHECK(filtered("' a ' | strip | append: '|'") == "a|");
  CHECK(filtered("' a ' | lstrip | append: '|'") == "a |");
  CHECK(filtered("' a ' | rstrip | prepend: '|'") == "| a");
  CHECK(rendered("{{ x | strip_newlines }}", R"({"x": "a\r\nb\nc\rd"})") == "abc\rd");
}

TEST_CASE("truncate and slice count characters") {
  CHECK(filtered("'日本語テキスト' | truncate: 5") == "日本...");
  CHECK(filtered("'日本語' | truncate: 2, ''") == "日本");
  CHECK(filtered("'abc' | truncate: 1") == "...");
  CHECK(filtered("'a b c' | truncatewords: 2") == "a b...");
  CHECK(filtered("'日本語' | slice: 1") == "本");
  CHECK(filtered("'日本語' | slice: -2, 2") == "本語");
  CHECK(filtered("'abc' | slice: 9").empty());
  CHECK(filtered("'abc' | slice: 3").empty());
  CHECK(rendered("{{ a | slice: 1, 2 | join }}", R"({"a": [1, 2, 3]})") == "2 3");
}

TEST_CASE("append, prepend, replace and remove") {
  CHECK(filtered("1 | append: 2 | prepend: 0") == "012");
  CHECK(filtered("'aXbXc' | replace: 'X', '-'") == "a-b-c");
  CHECK(filtered("'aXbXc' | replace_first: 'X', '-'") == "a-bXc");
  CHECK(filtered("'aXbXc' | replace_last: 'X', '-'") == "aXb-c");
  CHECK(filtered("'aXbXc' | remove: 'X'") == "abc");
  CHECK(filtered("'aXbXc' | remove_first: 'X'") == "abXc");
  CHECK(filtered("'aXbXc' | remove_last: 'X'") == "aXbc");
  CHECK(filtered("'aé' | replace: '', '.'") == ".a.é.");
  CHECK(filtered("'abc' | replace_last: 'z', '-'") == "abc");
}

TEST_CASE("split") {
  CHECK(filtered("'a, b, c' | split: ', ' | join: '|'") == "a|b|c");
  CHECK(filtered("'  a  b ' | split: ' ' | join: '|'") == "a|b");
  CHECK(filtered("'aé' | split: '' | join: '|'") == "a|é");
  CHECK(filtered("',a,,' | split: ',' | size") == "2");
}

TEST_CASE("default stands in for what is nil, false or empty") {
  CHECK(filtered("nil | default: 1") == "1");
  CHECK(filtered("false | default: 1") == "1");
  CHECK(filtered("'' | default: 1") == "1");
  CHECK(filtered("0 | default: 1") == "0");
  CHECK(filtered("false | default: 1, allow_false: true") == "false");
}

TEST_CASE("HTML") {
  CHECK(rendered("{{ x | escape }}", R"({"x": "<'&\">"})") == "&lt;&#39;&amp;&quot;&gt;");
  CHECK(filtered("'1 < 2 &amp; &#39; &x &;' | escape_once") == "1 &lt; 2 &amp; &#39; &amp;x &amp;;");
  CHECK(filtered("'<b>x</b><!-- y --><script>z</script><style>q</style> < 1' | strip_html") == "x < 1");
  CHECK(rendered("{{ x | newline_to_br }}", R"({"x": "a\nb\r\nc"})") == "a<br />\nb<br />\nc");
  CHECK(filtered("'<b>' | h") == "&lt;b&gt;");
  CHECK(filtered("'<b>' | raw") == "<b>");
}

TEST_CASE("URLs and Base64") {
  CHECK(filtered("'a b&c/é~' | url_encode") == "a+b%26c%2F%C3%A9~");
  CHECK(filtered("'a+b%26%zz%' | url_decode") == "a b&%zz%");
  CHECK(filtered("'' | base64_encode").empty());
  CHECK(filtered("'a' | base64_encode") == "YQ==");
  CHECK(filtered("'ab' | base64_encode") == "YWI=");
  CHECK(filtered("'abc' | base64_encode | base64_decode") == "abc");
  CHECK(filtered("'~?~' | base64_url_safe_encode") == "fj9-");
  CHECK(filtered("'fj9-YQ' | base64_url_safe_decode") == "~?~a");
  CHECK_FALSE(error_of("{{ 'a*==' | base64_decode }}").empty());
  CHECK_FALSE(error_of("{{ 'YQ' | base64_decode }}").empty());
}
