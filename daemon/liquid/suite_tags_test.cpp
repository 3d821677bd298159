// What the suites of Shopify's, JavaScript's and Python's Liquid expect of tags, in examples of our own.
#include <doctest/doctest.h>

#include "liquid/suite_testing.hpp"

using namespace lifecycled::liquid::testing;

TEST_CASE("white space beside tags goes where a hyphen says so, and from blocks that print nothing") {
  check({
      {"a {%- if true -%} b {%- endif -%} c", "{}", "abc"},
      {"a {{- 'b' -}} c", "{}", "abc"},
      {"a\n  {%- assign x = 1 %}\nb", "{}", "a\nb"},
      {" {%- raw -%}  x  {%- endraw -%} ", "{}", "  x  "},
      {"{% raw -%} a {%- endraw %}", "{}", " a "},
      {"> {%- raw -%} inner {%- endraw %} <", "{}", "> inner  <"},
      {"> {%- raw -%} inner {%- endraw -%} <", "{}", "> inner <"},
      {"-{%- comment %} x {% endcomment -%} -", "{}", "--"},
      {"a {%- # note -%} b", "{}", "ab"},
      {"{%- -%}x", "{}", "ERR"},
      {"  {{- '' -}}  x", "{}", "x"},
      {"{% if true %}\n  \n{% endif %}|", "{}", "|"},
      {"{% for i in (1..3) %} {% endfor %}|", "{}", "|"},
      {"{% if true %} {{ '' }} {% endif %}|", "{}", "  |"},
      {"{% case 1 %} x {% when 1 %} y {% endcase %}", "{}", " y "},
  });
}

TEST_CASE("tablerow") {
  check({
      {"{% tablerow n in a cols:3 %}{{ n }}{% endtablerow %}", R"({"a": [1, 2, 3, 4, 5, 6]})",
       "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td><td "
       "class=\"col3\">3</td></tr>\n<tr class=\"row2\"><td class=\"col1\">4</td><td class=\"col2\">5</td><td "
       "class=\"col3\">6</td></tr>\n"},
      {"{% tablerow n in a cols:3 %}{{ n }}{% endtablerow %}", R"({"a": []})",
       "<tr class=\"row1\">\n</tr>\n"},
      {"{% tablerow n in a cols:2 limit:2 offset:1 %}{{ tablerowloop.col }}{{ tablerowloop.row }}{{ "
       "tablerowloop.col_first }}{{ tablerowloop.last }}{% endtablerow %}",
       R"({"a": [1, 2, 3, 4, 5, 6]})",
       "<tr class=\"row1\">\n<td class=\"col1\">11truefalse</td><td class=\"col2\">21falsetrue</td></tr>\n"},
      {"{% tablerow n in a cols:2 %}{% if n == 2 %}{% break %}{% endif %}{{ n }}{% endtablerow %}",
       R"({"a":[1,2,3]})", "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\"></td></tr>\n"},
      {"{% tablerow c in 'ab' %}{{ c }}{% endtablerow %}", "{}",
       "<tr class=\"row1\">\n<td class=\"col1\">ab</td></tr>\n"},
      {"{% tablerow n in (1..2) %}{{ tablerowloop.length }}{{ tablerowloop.index0 }}{{ tablerowloop.rindex "
       "}}{% endtablerow %}",
       "{}", "<tr class=\"row1\">\n<td class=\"col1\">202</td><td class=\"col2\">211</td></tr>\n"},
      {"{% tablerow n in missing %}x{% endtablerow %}", "{}", ""},
  });
}

TEST_CASE("cycle, by its list or its group") {
  check({
      {"{% cycle 'a','b' %} {% cycle 'a','b' %} {% cycle 'a','b' %}", "{}", "a b a"},
      {"{% cycle 1: 'a','b' %} {% cycle 2: 'a','b' %} {% cycle 1: 'a','b' %} {% cycle 2: 'a','b' %}", "{}",
       "a a b b"},
      {"{% cycle v: 'a','b' %} {% cycle w: 'a','b' %}", R"({"v":1,"w":2})", "a a"},
      {"{% cycle v: 'a','b' %} {% cycle w: 'a','b' %}", R"({"v":1,"w":1})", "a b"},
      {"{% for i in (1..5) %}{% cycle 'odd','even' %}{% endfor %}", "{}", "oddevenoddevenodd"},
      {"{% cycle x, y %}{% cycle x, y %}", R"({"x":"p","y":"q"})", "pp"},
      {"{% cycle 'a', 'b', 'c' %}{% cycle 'a', 'b' %}{% cycle 'a', 'b', 'c' %}", "{}", "aab"},
  });
}

TEST_CASE("of two offsets of a loop the last counts, and its end takes words") {
  check({
      {"{% for i in a limit: 3 %}{{ i }}{% endfor %},{% for i in a offset: continue limit: 3 offset: 1000 "
       "%}{{ i }}{% endfor %}",
       R"({"a": [1, 2, 3, 4]})", "123,"},
      {"{% for i in a limit: 3 %}{{ i }}{% endfor %},{% for i in a offset: 1 offset: continue %}{{ i }}{% "
       "endfor %}",
       R"({"a": [1, 2, 3, 4]})", "123,4"},
      {"{% raw %} {{ x }} {% endraw of it %}.", "{}", " {{ x }} ."},
      {"{% raw %} {% endraw {% endraw %}.", "{}", " {% endraw ."},
      {"{% raw %}{% endrawer %}{%- endraw -%} .", "{}", "{% endrawer %}."},
  });
}

TEST_CASE("what is nil in a list of cycle is no turn") {
  check({{"{% cycle nil, 'a' %}{% cycle nil, 'a' %}", "{}", "aa"},
         {"{% cycle 'g': 'a', nil, 'b' %}{% cycle 'g': 'a', nil, 'b' %}", "{}", "ab"},
         {"{% for i in (1..2) %}{% cycle nothing, 'a' %}{% endfor %}", "{}", "a"}});
}

TEST_CASE("what render and include see") {
  check(
      {
          {"{% render 'card', t: 1 %}{{ t }}", "{}", "[1]"},
          {"{% render 'card' with x %}", R"({"x":{"t":7}})", R"([{"t"=>7}7])"},
          {"{% render 'card' for x %}", R"({"x":[{"t":7},{"t":8}]})", R"([{"t"=>7}71][{"t"=>8}82])"},
          {"{% render 'item' for x as item %}", R"({"x":["a","b"]})", "ab"},
          {"{% render 'card' for x as item, t: 4 %}", R"({"x":["a","b"]})", "[41][42]"},
          {"{% render 'item' with x as item %}", R"({"x":[1,2]})", "12"},
          {"{% assign outer = 5 %}{% render 'see' %}|{% include 'see' %}", "{}", "|5"},
          {"{% render 'setter' %}{{ z }}|{% include 'setter' %}{{ z }}", "{}", "1|11"},
          {"{% render 'nest/inner' with 3 %}{% include 'nest/inner' with 4 %}", "{}", "(3)(4)"},
          {"{% render 'up' %}{% render 'up' %}{% include 'up' %}{% increment n %}", "{}", "0001"},
          {"{% for i in (1..2) %}{% render 'loop' %}{% include 'loop' %};{% endfor %}", "{}",
           "1false;2true;"},
          {"{% render 'loop' for (1..3) %}", "{}", "1false2false3true"},
          {"{% render 'chain', item: 'q' %}", "{}", "q!"},
          {"{% assign p = 'item' %}{% include p, item: 2 %}", "{}", ""},
          {"{% include 'item' for x %}", R"({"x":["a","b"]})", "ab"},
          {"{% include 'item' with x %}", R"({"x":"c"})", "c"},
          {"{% include 'card', card: 1, t: 2 %}", "{}", "[2]"},
          {"{% assign p = 'item' %}{% render p %}", "{}", "ERR"},
          {"{% render 'item', item: nil %}|", "{}", "|"},
      },
      "{\"card\": \"[{{ card }}{{ card.t }}{{ t }}{{ forloop.index }}]\", \"setter\": \"{% assign z = 1 %}{{ "
      "z }}\", \"item\": \"{{ item }}\", \"see\": \"{{ outer }}\", \"nest/inner\": \"({{ inner }})\", "
      "\"up\": \"{% increment n %}\", \"loop\": \"{{ forloop.index }}{{ forloop.last }}\", \"chain\": \"{% "
      "render 'item', item: item %}!\"}");
}

TEST_CASE("increment and decrement count beside the variables") {
  check({
      {"{% increment a %}{% increment a %}{{ a }}", "{}", "012"},
      {"{% decrement a %}{% decrement a %}{{ a }}", "{}", "-1-2-2"},
      {"{% increment a %}{% decrement a %}{% increment a %}", "{}", "000"},
      {"{% assign a = 9 %}{% increment a %}{{ a }}", "{}", "09"},
      {"{% increment a %}{% assign a = 'x' %}{% increment a %}{{ a }}", "{}", "01x"},
  });
}

TEST_CASE("case") {
  check({
      {"{% case c %}{% when 1, 2 or 3 %}a{% when 'x' %}b{% else %}c{% endcase %}", R"({"c":3})", "a"},
      {"{% case c %}{% when 1 %}a{% when 'x','y' %}b{% else %}c{% endcase %}", R"({"c":"y"})", "b"},
      {"{% case c %}{% when 1 %}a{% when 1, 2 %}b{% else %}c{% endcase %}", R"({"c":1})", "ab"},
      {"{% case c.size %}{% when 1 %}1{% when 2 %}2{% endcase %}", R"({"c":[1,2]})", "2"},
      {"{% case c %}{% when true %}t{% when false %}f{% endcase %}", R"({"c":false})", "f"},
      {"{% case c %}{% when empty %}e{% else %}x{% endcase %}", R"({"c":[]})", "e"},
  });
}

TEST_CASE("for") {
  check({
      {"{% for i in a limit:2 %}{{ i }}{% endfor %};{% for i in a offset:continue limit:2 %}{{ i }}{% endfor "
       "%};{% for i in a offset:continue %}{{ i }}{% endfor %}",
       R"({"a": [1, 2, 3, 4, 5, 6]})", "12;34;56"},
      {"{% for i in a limit:3 offset:3 %}{{ i }}{% endfor %}{% for i in a offset:continue %}x{% else %}-{% "
       "endfor %}",
       R"({"a": [1, 2, 3, 4, 5, 6]})", "456-"},
      {"{% for i in a reversed limit:2 %}{{ i }}{% endfor %}", R"({"a": [1, 2, 3, 4, 5, 6]})", "21"},
      {"{% for c in 'abc' %}[{{ c }}]{% endfor %}{% for c in '' %}x{% else %}e{% endfor %}", "{}", "[abc]e"},
      {"{% for p in h %}{{ p[0] }}={{ p[1] }}{{ forloop.last }};{% endfor %}{% for p in h %}{{ p.first }}{{ "
       "p.last }}{% endfor %}",
       R"({"h":{"x":1,"y":2}})", "x=1false;y=2true;x1y2"},
      {"{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }},{% "
       "endfor %}{% endfor %}",
       "{}", "11,12,21,22,"},
      {"{% for i in a %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i "
       "}}{% endfor %}",
       R"({"a": [1, 2, 3, 4, 5, 6]})", "13"},
      {"{% for i in a limit:2 %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ "
       "forloop.rindex0 }}{{ forloop.length }}{{ forloop.first }}{{ forloop.last }};{% endfor %}",
       R"({"a": [1, 2, 3, 4, 5, 6]})", "10212truefalse;21102falsetrue;"},
      {"{% for i in missing %}x{% else %}none{% endfor %}{% for i in 3 %}{{ i }}{% else %}n{% endfor %}",
       "{}", "nonen"},
      {"{% for i in (1..3) %}{% for j in (1..3) %}{% break %}{% endfor %}{{ i }}{% endfor %}", "{}", "123"},
      {"{% for i in (3..1) %}x{% else %}e{% endfor %}{% for i in (n..2) %}{{ i }}{% endfor %}",
       R"({"n":"0"})", "e012"},
      {"{% for item in a %}{{ item }}{% endfor %}{{ item }}", R"({"a":[1],"item":"o"})", "1o"},
      {"{% for i in a, limit: 1, offset: 1 %}{{ i }}{% endfor %}", R"({"a": [1, 2, 3, 4, 5, 6]})", "2"},
  });
}

TEST_CASE("ifchanged") {
  check({
      {"{% for i in a %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}", R"({"a":[1,1,2,2,3,3]})",
       "123"},
      {"{% for i in a %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}", R"({"a":[1,1,1]})", "1"},
  });
}

TEST_CASE("liquid") {
  check({
      {"{% liquid\nassign x = 1\nif x == 1\n echo 'one'\nelse\n echo 'other'\nendif\n%}", "{}", "one"},
      {"{% liquid\nfor i in (1..3)\n if i == 2\n  continue\n endif\n echo i\nendfor\n%}", "{}", "13"},
      {"{% liquid\n comment\n a b c\n endcomment\n # remark\n\n echo 'x' | upcase\n%}", "{}", "X"},
      {"{% liquid case 1\nwhen 1\necho 'a'\nendcase %}", "{}", "a"},
      {"{% if true %}{% liquid\necho 1\n%}{% endif %}", "{}", "1"},
      {"{% liquid\nif true\n%}{% endif %}", "{}", "ERR"},
      {"{%- liquid\ncapture c\necho 'in'\nendcapture\necho c\n-%}  !", "{}", "in!"},
  });
}

TEST_CASE("comments, raw and doc") {
  check({
      {"{% comment %}{% comment %}a{% endcomment %}b{% endcomment %}c", "{}", "c"},
      {"{% raw %}{{ a }}{% if %}{% endraw %}", "{}", "{{ a }}{% if %}"},
      {"{% raw %}{% endraw }}{% endraw %}", "{}", "{% endraw }}"},
      {"{% raw %}}} %} {{ {% {% endraw %}", "{}", "}} %} {{ {% "},
      {"{% # one\n# two %}x", "{}", "x"},
      {"{% # one\ntwo %}", "{}", "ERR"},
      {"{% doc %}{{ a }}{% if %}{% enddoc %}x", "{}", "x"},
      {"{%- # a -%}", "{}", ""},
  });
}

TEST_CASE("conditions") {
  check({
      {"{% if a contains 'b' %}1{% endif %}{% if a contains 'z' %}2{% endif %}{% if 'abc' contains 'bc' "
       "%}3{% endif %}{% if h contains 'k' %}4{% endif %}",
       R"({"a":["a","b"],"h":{"k":1}})", "134"},
      {"{% if 'abc' contains '' %}1{% endif %}{% if '' contains '' %}2{% endif %}{% if 'abc' contains e "
       "%}3{% endif %}{% if e contains e %}4{% endif %}",
       R"({"e":[]})", "12"},
      {"{% if 1 == 1.0 and '1' != 1 %}1{% endif %}{% if nil == false %}2{% endif %}{% if e == empty and h == "
       "empty and '' == empty %}3{% endif %}{% if nil == empty %}4{% endif %}",
       R"({"e":[],"h":{}})", "13"},
      {"{% if true or false and false %}1{% endif %}{% if true and false or true %}2{% endif %}{% if false "
       "and true or true %}3{% endif %}",
       "{}", "12"},
      {"{% if '' %}1{% endif %}{% if 0 %}2{% endif %}{% if e %}3{% endif %}{% if nil %}4{% endif %}",
       R"({"e":[]})", "123"},
      {"{% unless false %}a{% else %}b{% endunless %}{% unless true %}c{% elsif true %}d{% endunless %}",
       "{}", "ad"},
      {"{% if a.b.c == 5 and a['b']['c'] == 5 and a[k].c == 5 %}y{% endif %}",
       R"({"a":{"b":{"c":5}},"k":"b"})", "y"},
      {"{% if a == b %}y{% endif %}{% if a != c %}z{% endif %}",
       R"({"a":[1,{"x":2}],"b":[1,{"x":2}],"c":[1]})", "yz"},
      {"{% if nil < 1 or nil > 1 or nil <= 1 or nil >= 1 %}y{% else %}n{% endif %}", "{}", "n"},
      {"{% if 'a' < 'b' and 1 <= 1 and 2 > 1.5 %}y{% endif %}", "{}", "y"},
  });
}

TEST_CASE("assign and capture") {
  check({
      {"{% assign a = 'x' | upcase | append: '!' %}{{ a }}{% capture b %}{{ a }}{{ a }}{% endcapture %}{{ b "
       "| size }}",
       "{}", "X!4"},
      {"{% assign a-b = 1 %}{{ a-b }}{% capture 'c' %}x{% endcapture %}{{ c }}", "{}", "1x"},
      {"{% assign a = b.c[0] %}{{ a }}{% assign a = nil %}[{{ a }}]", R"({"b":{"c":["q"]}})", "q[]"},
      {"{% assign %}", "{}", "ERR"},
      {"{% assign x = (1..3) %}{{ x }}|{{ x | join: '' }}", "{}", "1..3|123"},
  });
}
