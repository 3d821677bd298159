#include "pages/mail_view.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

constexpr std::string_view ours = "https://mail.example";

}  // namespace

TEST_CASE("the mail in the browser counts no opening, leads not to itself and asks for no icon") {
  CHECK(mail_in_browser("<!doctype html>\n<html lang=\"nl\"><HEAD a=\"b\"><title>t</title></head><body>"
                        "<p><a class=\"x\" href=\"https://mail.example/v/tok\"><b>View</b> it</A></p>"
                        "<a href=\"https://mail.example/u/tok\">stop</a>"
                        "<img src=\"https://tea.example/x.png\" alt=\"\">"
                        "<img width=\"1\" src='https://mail.example/i/tok'></body></html>",
                        ours) ==
        "<!doctype html>\n<html lang=\"nl\"><HEAD a=\"b\"><link rel=\"icon\" href=\"data:,\"><title>t</title>"
        "</head><body><p></p><a href=\"https://mail.example/u/tok\">stop</a>"
        "<img src=\"https://tea.example/x.png\" alt=\"\"></body></html>");
}

TEST_CASE("a mail that is half a document keeps its mode and every other byte") {
  const std::string icon = "<link rel=\"icon\" href=\"data:,\">";
  CHECK(mail_in_browser("<!DOCTYPE html><p>x", ours) == "<!DOCTYPE html>" + icon + "<p>x");
  CHECK(mail_in_browser("<html><body>x", ours) == "<html>" + icon + "<body>x");
  CHECK(mail_in_browser("", ours) == icon);
  CHECK(mail_in_browser("<!doctype", ours) == "<!doctype" + icon);
  CHECK(mail_in_browser("x<a href=https://mail.example/v/t>never ends", ours) == icon + "x");
  CHECK(mail_in_browser("<!-- <img src=\"https://mail.example/i/t\"> -->", ours) ==
        icon + "<!-- <img src=\"https://mail.example/i/t\"> -->");
}

TEST_CASE("its pictures are the shop's own, and others' where the shop says so") {
  const auto pictures = [](std::string_view shop, bool has_foreign) {
    const std::string policy = mail_policy(shop, has_foreign);
    const auto at = policy.find("img-src ");
    return policy.substr(at, policy.find(';', at) - at);
  };
  CHECK(pictures("https://www.Tea.example/shop", false) ==
        "img-src data: 'self' https://tea.example https://*.tea.example");
  CHECK(pictures("http://localhost:8080", false) ==
        "img-src data: 'self' http://localhost:8080 http://*.localhost:8080");
  CHECK(pictures("http://127.0.0.1:8080", false) == "img-src data: 'self' http://127.0.0.1:8080");
  CHECK(pictures("https://tea.example", true) ==
        "img-src data: 'self' https://tea.example https://*.tea.example https:");
  for (const char* none : {"", "tea.example", "https://tea.example;script-src *", "ftp://tea.example"})
    CHECK(pictures(none, false) == "img-src data: 'self'");
}
