#include "plugin_host/http_answer.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;
using namespace std::chrono_literals;

namespace {

// Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples.
const std::chrono::system_clock::time_point now{784111777s};

std::chrono::milliseconds asked_to_wait(const std::string& value) {
  return retry_after({{"server", "x"}, {"retry-after", value}}, now);
}

}  // namespace

TEST_CASE("Retry-After is read in both forms, and believed for a day at most") {
  CHECK(asked_to_wait("120") == 120s);
  CHECK(asked_to_wait("0") == 0s);
  CHECK(asked_to_wait("Sun, 06 Nov 1994 08:51:37 GMT") == 120s);
  CHECK(asked_to_wait("Sunday, 06-Nov-94 08:51:37 GMT") == 120s);
  CHECK(asked_to_wait("Sun Nov  6 08:51:37 1994") == 120s);
  CHECK(asked_to_wait("Sun, 06 Nov 1994 08:00:00 GMT") == 0s);  // past
  CHECK(asked_to_wait("999999") == 24h);
  CHECK(asked_to_wait("99999999999999999999999999") == 24h);
  CHECK(asked_to_wait("Sun, 06 Nov 2044 08:51:37 GMT") == 24h);
  for (const char* nonsense : {"", "-5", "soon", "1.5"}) {
    CAPTURE(nonsense);
    CHECK(asked_to_wait(nonsense) == 0s);
  }
  CHECK(retry_after({}, now) == 0s);
}

TEST_CASE("the last head counts, with names in small letters; what follows the body does not") {
  const HttpLimits limits;
  HttpAnswer answer(limits, 100);
  for (const char* line : {"HTTP/1.1 103 Early Hints\r\n", "Link: </a>\r\n", "\r\n", "HTTP/1.1 200 OK\r\n",
                           "Content-TYPE:  text/plain \r\n", "X-Folded: a\r\n", "\tb\r\n", "no colon\r\n",
                           ": no name\r\n", "X-Empty:\r\n", "\r\n"}) {
    CHECK(answer.take_header_line(line));
    CHECK(answer.has_head() == (line == std::string_view("\r\n")));
  }
  CHECK(answer.take_body("hello"));
  CHECK(answer.take_header_line("X-Trailer: 1\r\n"));
  const std::vector<std::pair<std::string, std::string>> expected{
      {"content-type", "text/plain"}, {"x-folded", "a b"}, {"x-empty", ""}};
  CHECK(answer.headers == expected);
  CHECK(answer.body == "hello");
}

TEST_CASE("too long an answer is refused, and said so") {
  HttpLimits limits;
  limits.headers = 3;
  limits.header_bytes = 1000;
  HttpAnswer answer(limits, 10);
  CHECK(answer.take_body("0123456789"));
  CHECK(!answer.take_body("x"));
  CHECK(answer.mistake() == "the answer is longer than the 10 bytes that the plugin reads");

  HttpAnswer many(limits, 10);
  bool fits = true;
  for (int i = 0; i < 10 && fits; ++i) fits = many.take_header_line("X: y\r\n");
  CHECK(!fits);
  CHECK(many.mistake() == "the answer has more headers than the 3 in 1000 bytes that are read");

  HttpAnswer one(limits, 10);
  CHECK(!one.take_header_line("X: " + std::string(1000, 'y')));
}
