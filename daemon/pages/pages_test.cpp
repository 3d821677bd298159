#include <fstream>
#include <iterator>

#include "config/key_sets.hpp"
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

TEST_CASE("docs/operating.md names every path that a proxy has to pass on") {
  PagesFixture fixture;
  std::ifstream file(LIFECYCLED_SOURCE_DIR "/docs/operating.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(text.empty());
  for (const auto& [method, route] : fixture.router.routes()) {
    CAPTURE(route);
    CHECK(says(text, "`" + route.substr(0, route.find('*')) + "`"));
  }
}

TEST_CASE("docs/operating.md tells every key of the shop and of the pages") {
  std::ifstream file(LIFECYCLED_SOURCE_DIR "/docs/operating.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto table_of = [&](const std::string& name) {
    const auto at = text.find("\n`[" + name + "]`");
    REQUIRE(at != std::string::npos);
    return text.substr(at, text.find("\n`[", at + 1) - at);
  };
  for (const std::string_view key : key_names::shop)
    CHECK(says(table_of("shop"), "| `" + std::string(key) + "` |"));
  for (const std::string_view key : key_names::pages)
    CHECK(says(table_of("pages"), "| `" + std::string(key) + "` |"));
}
