#include "message/inline_pictures.hpp"
#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

namespace {

std::string with_no_icon(std::string html) {
  html.insert(html.find("<body>"), "<link rel=\"icon\" href=\"data:,\">");
  return html;
}

}  // namespace

TEST_CASE("the browser shows the very mail that was sent, and runs nothing of it") {
  PagesFixture fixture;
  const std::string path = fixture.view_path(fixture.customer);
  // Not rendered yet, or its time has passed.
  CHECK(status_of(fixture.ask(get(path))) == 410);
  CHECK(says(fixture.ask(get(path)), "Dit bericht bewaren we niet meer"));
  const std::string html =
      "<!doctype html><html lang=\"fr\"><body><p style=\"color: red\">Voil\xC3\xA0 &amp; <a "
      "href=\"https://shop.example/x?a=1&amp;b=2\">ici</a><script>alert(1)</script></body></html>";
  fixture.keep("html", html);
  const std::string page = fixture.ask(get(path));
  CHECK(status_of(page) == 200);
  CHECK(body_of(page) == with_no_icon(html));
  CHECK(answer_header(page, "Content-Language") == "fr");
  CHECK(answer_header(page, "X-Robots-Tag") == "noindex");
  CHECK(answer_header(page, "Referrer-Policy") == "no-referrer");
  const std::string policy = answer_header(page, "Content-Security-Policy");
  CHECK(policy.starts_with(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self' https://tea.example https://*."
      "tea.example; "));
  CHECK(says(policy, "; sandbox "));
  CHECK_FALSE(says(policy, "script"));
  CHECK(fixture.events().empty());
  // Somebody else's number beside this delivery opens nothing, nor does a token for another purpose.
  CHECK(status_of(fixture.ask(get(fixture.view_path(fixture.customer + 1)))) == 404);
  std::string crossed = fixture.unsubscribe_path();
  crossed[1] = 'v';
  CHECK(status_of(fixture.ask(get(crossed))) == 404);
}

TEST_CASE("pictures that travelled with the mail are shown, and a message without HTML is a page of text") {
  PagesFixture fixture;
  SUBCASE("a QR code") {
    fixture.keep("html", "<img src=\"" + qr_reference("https://shop.example") + "\" alt=\"\">");
    const std::string page = body_of(fixture.ask(get(fixture.view_path(fixture.customer))));
    CHECK(page.starts_with("<link rel=\"icon\" href=\"data:,\"><img src=\"data:image/png;base64,iVBOR"));
    CHECK_FALSE(says(page, "cid:"));
  }
  SUBCASE("text") {
    fixture.keep("text", "Hello <Anna>\nstop: x");
    const std::string page = fixture.ask(get(fixture.view_path(fixture.customer)));
    CHECK(says(page, "<p class=\"letter\">Hello &lt;Anna&gt;<br />\nstop: x</p>"));
    CHECK(
        answer_header(page, "Content-Security-Policy").starts_with("default-src 'none'; style-src 'sha256-"));
  }
}
