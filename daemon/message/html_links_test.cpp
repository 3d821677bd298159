#include "message/html_links.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

// "https://a | https://b", "!" before those that ask not to be tracked.
std::string found(std::string_view html) {
  std::string out;
  for (const HtmlLink& link : html_links(html)) {
    if (!out.empty()) out += " | ";
    out += (link.is_untracked ? "!" : "") + link.url;
  }
  return out;
}

}  // namespace

TEST_CASE("links are found as a browser finds them") {
  CHECK(found(R"(<p><a href="https://a">x</a> <A class=y HREF = 'https://b' >y</A>)") ==
        "https://a | https://b");
  CHECK(found("<a href=https://a/?x=1>x</a>") == "https://a/?x=1");
  CHECK(found(R"(<map><area href="https://a"></map><link href="https://style"><a name="x">)") == "https://a");
  CHECK(found(R"(<a title="> <a href='https://no'>" href="https://a">)") == "https://a");
  CHECK(found(R"(<a href="https://a" href="https://b">)") == "https://a");
  CHECK(found(R"(<a data-untracked href="https://a">)") == "!https://a");
  CHECK(found(R"(<a/href="https://a">)") == "https://a");
  CHECK(found(R"(<abbr href="https://a"></a href="https://a">)") == "");
  CHECK(found(R"(< a href="https://a">)") == "");
}

TEST_CASE("what no reader can follow is no link") {
  CHECK(found(R"(<!-- <a href="https://a"> --><a href="https://b">)") == "https://b");
  CHECK(found(R"(<!--[if mso]><a href="https://a"><![endif]--><a href="https://b">)") == "https://b");
  CHECK(found(R"(<!--><a href="https://b">)") == "https://b");
  CHECK(found(R"(<style>a[href="<a href='https://a'>"] {}</style><a href="https://b">)") == "https://b");
  CHECK(found(R"(<title><a href="https://a"></title ><a href="https://b">)") == "https://b");
  CHECK(found(R"(<!-- never ends <a href="https://a">)") == "");
  CHECK(found(R"(<a href="https://never ends>)") == "");
  CHECK(found("<a href=") == "");
  CHECK(found("<a") == "");
}

TEST_CASE("character references in an address are resolved") {
  CHECK(found(R"(<a href="https://a/?x=1&amp;y=2">)") == "https://a/?x=1&y=2");
  CHECK(found(R"(<a href="https://a/?x=1&copy=2">)") == "https://a/?x=1&copy=2");
  CHECK(found(R"(<a href="https://a/&#x2F;&#47;&eacute;">)") == "https://a///é");
  CHECK(found(R"(<a href="&#0;&#xD800;&#xFFFFFFFFF;&#;">)") == "\uFFFD\uFFFD\uFFFDF;&#;");
  CHECK(found("<a href='\n https://a '>") == "https://a");
}

TEST_CASE("a picture goes to the end of what is shown") {
  CHECK(end_of_body("<body>x</BODY></html>") == 7);
  CHECK(end_of_body("<p>x") == 4);
}

TEST_CASE("tags are found with their brackets and their address") {
  const std::string_view html = R"(<HEAD ><img alt="a > b" src='x&amp;y'/><!-- <img> --><p>t</p><a href=z>)";
  std::string out;
  for (const HtmlTag& tag : html_tags(html))
    out += tag.name + "(" + tag.url + ")" + std::string(html.substr(tag.at, tag.size)) + "\n";
  CHECK(out == "head()<HEAD >\nimg(x&y)<img alt=\"a > b\" src='x&amp;y'/>\np()<p>\na(z)<a href=z>\n");
}
