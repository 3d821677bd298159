// What the suites of Shopify's, JavaScript's and Python's Liquid expect of filters, in examples of our own.
#include <doctest/doctest.h>

#include "liquid/suite_testing.hpp"

using namespace lifecycled::liquid::testing;

TEST_CASE("dates") {
  check({
      {"{{ '2006-05-05 10:00:00' | date: '%B' }}", "{}", "May"},
      {"{{ '2006-07-05 10:00:00' | date: '%m/%d/%Y' }}", "{}", "07/05/2006"},
      {"{{ '2006-07-05 10:00:00' | date: '' }}", "{}", "2006-07-05 10:00:00"},
      {"{{ 'Fri Jul 16 01:00:00 2004' | date: '%m/%d/%Y' }}", "{}", "07/16/2004"},
      {"{{ 1152098955 | date: '%m/%d/%Y' }}", "{}", "07/05/2006"},
      {"{{ '1152098955' | date: '%m/%d/%Y' }}", "{}", "07/05/2006"},
      {"{{ '2004-07-16T01:00:00+02:00' | date: '%H %z' }}", "{}", "01 +0200"},
      {"{{ '2016-02-29' | date: '%a %b %-d %Y, week %V, day %j, %u %w' }}", "{}",
       "Mon Feb 29 2016, week 09, day 060, 1 1"},
      {"{{ '2016-02-29 15:04:05' | date: '%I:%M:%S %p|%l|%k|%P|%e|%y|%C|%L|%s' }}", "{}",
       "03:04:05 PM| 3|15|pm|29|16|20|000|1456758245"},
      {"{{ '2016-02-29' | date: '%^a|%^B|%10A|%-m|%_m|%03d|%F|%D|%T|%R|%r|%%' }}", "{}",
       "MON|FEBRUARY|    Monday|2| 2|029|2016-02-29|02/29/16|00:00:00|00:00|12:00:00 AM|%"},
      {"{{ nil | date: '%Y' }}|{{ 'no date' | date: '%Y' }}", "{}", "|no date"},
      {"{{ 'March 14, 2016' | date: '%b %d, %y' }}", "{}", "Mar 14, 16"},
  });
}

TEST_CASE("strings") {
  check({
      {"{{ 'ÄÖÜ straße' | downcase }}{{ 'äöü' | upcase }}{{ 'éCOLE' | capitalize }}", "{}",
       "äöü straßeÄÖÜÉcole"},
      {"{{ '日本語' | slice: 1 }}{{ '日本語' | slice: -2, 2 }}{{ '日本語' | size }}", "{}", "本本語3"},
      {"{{ 'foobar' | slice: 1, 3 }}|{{ 'foobar' | slice: 1, 1000 }}|{{ 'foobar' | slice: 1, 0 }}|{{ "
       "'foobar' | slice: 100, 10 }}|{{ 'foobar' | slice: 6 }}|{{ 'foobar' | slice: -100, 10 }}",
       "{}", "oob|oobar||||"},
      {"{{ a | slice: 1, 2 | join: ',' }}|{{ a | slice: -2, 2 | join: ',' }}|{{ a | slice: 9 | size }}",
       R"({"a": [1, 2, 3, 4, 5, 6]})", "2,3|5,6|0"},
      {"{{ '1234567890' | truncate: 7 }}|{{ '1234567890' | truncate: 20 }}|{{ '1234567890' | truncate: 0 "
       "}}|{{ '1234567890' | truncate }}|{{ '测试测试测试测试' | truncate: 5 }}|{{ '1234567890' | truncate: "
       "5, 1 }}",
       "{}", "1234...|1234567890|...|1234567890|测试...|12341"},
      {"{{ 'one two three' | truncatewords: 4 }}|{{ 'one two three' | truncatewords: 2 }}|{{ 'one  "
       "two\tthree\nfour' | truncatewords: 3 }}|{{ 'one two three' | truncatewords: 2, '' }}|{{ 'one two "
       "three four' | truncatewords: 2, 1 }}",
       "{}", "one two three|one two...|one two three...|one two|one two1"},
      {"{{ 'a~b' | split: '~' | join: '-' }}|{{ 'A1Z' | split: '1' | last }}|{{ '' | split: ',' | size }}|{{ "
       "'a,b,,' | split: ',' | size }}|{{ ',a' | split: ',' | size }}|{{ ' a  b ' | split: ' ' | join: ',' "
       "}}|{{ 'äb' | split: '' | join: '.' }}|{{ nil | split: ',' | size }}",
       "{}", "a-b|Z|0|2|2|a,b|ä.b|0"},
      {"{{ 'foo+1@example.com' | url_encode }}|{{ 'a b/ü' | url_encode }}|{{ nil | url_encode }}|{{ "
       "'foo%2B1%40example.com+x%20y' | url_decode }}",
       "{}", "foo%2B1%40example.com|a+b%2F%C3%BC||foo+1@example.com x y"},
      {R"({{ '<div>test</div>' | strip_html }}|{{ "<script type='text/javascript'>document.write</script>" | strip_html }}|{{ '<style>foo bar</style>test' | strip_html }}|{{ '<!-- foo bar \n test -->test' | strip_html }}|{{ 'a < b' | strip_html }}|{{ nil | strip_html }}|{{ '<scr<script></script>ipt>x' | strip_html }})",
       "{}", "test||test|test|a < b||x"},
      {"{{ '<strong>Hulk</strong>' | escape }}|{{ '&lt;b&gt; & <' | escape_once }}|{{ 1 | escape }}|{{ nil | "
       "escape }}",
       "{}", "&lt;strong&gt;Hulk&lt;/strong&gt;|&lt;b&gt; &amp; &lt;|1|"},
      {"{{ 'one two three' | base64_encode }}|{{ 'b25lIHR3byB0aHJlZQ==' | base64_decode }}|{{ 'a?b>' | "
       "base64_url_safe_encode }}|{{ 'YT9iPg==' | base64_url_safe_decode }}",
       "{}", "b25lIHR3byB0aHJlZQ==|one two three|YT9iPg==|a?b>"},
      {"{{ '1 1 1 1' | replace: '1', 2 }}|{{ '1 1' | replace_first: 1, 2 }}|{{ '1 1' | replace_last: '1', 2 "
       "}}|{{ 'a a a' | remove: 'a ' }}|{{ 'a b a a' | remove_first: 'a ' }}|{{ 'a a b a' | remove_last: ' "
       "a' }}|{{ 'aa' | replace: 'a' }}",
       "{}", "2 2 2 2|2 1|1 2|a|b a a|a a b|"},
      {"{{ 'bc' | append: 'd' }}{{ 'bc' | prepend: a }}", R"({"a":"a"})", "bcdabc"},
      {"{{ 'a' | newline_to_br }}{{ t | newline_to_br }}", R"({"t":"b\nc\r\nd"})", "ab<br />\nc<br />\nd"},
  });
}

TEST_CASE("default") {
  check({
      {"{{ nil | default: 'b' }}{{ '' | default: 'b' }}{{ false | default: 'b' }}{{ a | default: 'b' }}{{ 0 "
       "| default: 'b' }}{{ ' ' | default: 'b' }}",
       R"({"a":[]})", "bbbb0 "},
      {"{{ false | default: 'b', allow_false: true }}|{{ nil | default: 'b', allow_false: true }}|{{ '' | "
       "default: 'b', allow_false: true }}|{{ false | default: 'b', allow_false: false }}",
       "{}", "false|b|b|b"},
      {"{{ nil | default }}|{{ missing.a.b | default: 'x' | upcase }}", "{}", "|X"},
  });
}

TEST_CASE("lists") {
  check({
      {"{{ a | map: 'x' | join: ',' }}|{{ a | where: 'x', 2 | size }}|{{ a | where: 'y' | size }}|{{ a | "
       "sort: 'x' | map: 'x' | join: ',' }}|{{ a | sum: 'x' }}",
       R"({"a":[{"x":2,"y":true},{"x":1},{"x":3,"y":false}]})", "2,1,3|1|1|1,2,3|6"},
      {"{{ a | sort | join: ',' }}|{{ b | sort_natural | join: ',' }}|{{ b | sort | join: ',' }}",
       R"({"a":[3,1,null,2],"b":["b","C","a",null]})", "1,2,3,|a,b,C,|C,a,b,"},
      {"{{ a | uniq | join: ',' }}|{{ a | compact | size }}|{{ a | reverse | first }}|{{ a | concat: a | "
       "size }}|{{ a | join }}",
       R"({"a":[1,1,null,2]})", "1,,2|3|2|8|1 1  2"},
      {"{{ a | join: b }}|{{ a | first }}{{ a | last }}{{ a | size }}|{{ 'x' | join: '-' }}|{{ nil | first "
       "}}",
       R"({"a":["p","q"],"b":["-"]})", R"(p["-"]q|pq2|x|)"},
      {"{{ a | flatten }}", "{}", "ERR"},
      {"{{ a[0] }}{{ a[-1] }}{{ a[9] }}{{ a.first }}{{ a.last }}{{ a.size }}{{ h.size }}{{ h['size'] }}",
       R"({"a":[1,2],"h":{"x":1}})", "121221"},
      {"{{ 'a' | concat: 'b' }}", "{}", "ERR"},
  });
}

TEST_CASE("numbers of filters") {
  check({
      {"{{ 4.6 | ceil }}{{ 4.6 | floor }}{{ 4.6 | round }}{{ '4.3' | round }}{{ 4.5612 | round: 2 }}", "{}",
       "54544.56"},
      {"{{ 14 | divided_by: 3 }}|{{ 14 | divided_by: 3.0 }}|{{ 5 | modulo: 3 }}|{{ 3 | times: 4 }}|{{ 'foo' "
       "| times: 4 }}|{{ '2.1' | times: 3 }}|{{ 0.0725 | times: 100 }}|{{ '-0.0725' | times: -100 }}",
       "{}", "4|4.666666666666667|2|12|0|6.3|7.25|7.25"},
      {"{{ 17 | abs }}{{ -17 | abs }}{{ '-17.42' | abs }}|{{ 5 | at_least: 4 }}{{ 5 | at_most: 4 }}|{{ '1' | "
       "plus: '1.0' }}|{{ '4.3' | minus: '2' }}",
       "{}", "171717.42|54|2.0|2.3"},
      {"{{ 5 | divided_by: 0 }}", "{}", "ERR"},
      {"{{ -2.5 | times: 0 }} {{ 0.1 | plus: 0.2 }} {{ 10 | divided_by: -3 }} {{ -10 | modulo: 3 }}", "{}",
       "-0.0 0.3 -4 2"},
  });
}
