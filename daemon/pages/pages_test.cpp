#include "pages/pages_fixture.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

TEST_CASE("pages are small, private and closed to everything else") {
  PagesFixture fixture;
  for (const std::string& path : {fixture.unsubscribe_path(), fixture.rating_path("1"), fixture.nps_path(),
                                  fixture.confirm_path(fixture.delivery), std::string("/r/x")}) {
    const std::string page = fixture.ask(get(path));
    CHECK(page.size() < 15'000);
    const std::string policy = answer_header(page, "Content-Security-Policy");
    CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(says(policy, "frame-ancestors 'none'"));
    CHECK(answer_header(page, "Cache-Control") == "no-store");
    CHECK(answer_header(page, "Referrer-Policy") == "no-referrer");
    CHECK(answer_header(page, "X-Content-Type-Options") == "nosniff");
    CHECK(answer_header(page, "Set-Cookie") == "");
    CHECK_FALSE(says(page, "<script"));
    CHECK_FALSE(says(page, " style="));
    CHECK_FALSE(says(page, "src="));
  }
}

TEST_CASE("every route answers whatever comes with the headers that keep browsers from harm") {
  PagesFixture fixture;
  const auto routes = fixture.router.routes();
  REQUIRE(routes.size() > 20);
  for (const auto& [method, route] : routes) {
    std::string path = route;
    if (path.ends_with('*')) path.replace(path.size() - 1, 1, "%3Cscript%3Ealert(1)%3C/script%3E");
    CAPTURE(path);
    const std::string answer =
        fixture.ask(method == Method::Post ? post(path, "<script>", form_header) : get(path));
    CHECK(status_of(answer) != 500);
    CHECK(answer_header(answer, "X-Content-Type-Options") == "nosniff");
    CHECK(answer_header(answer, "Referrer-Policy") == "no-referrer");
    CHECK(answer_header(answer, "Content-Security-Policy").starts_with("default-src 'none'"));
    CHECK_FALSE(answer_header(answer, "Cache-Control").empty());
    CHECK_FALSE(answer_header(answer, "Cross-Origin-Resource-Policy").empty());
    CHECK(answer_header(answer, "Set-Cookie").empty());
    CHECK_FALSE(says(body_of(answer), "<script>"));
  }
}
