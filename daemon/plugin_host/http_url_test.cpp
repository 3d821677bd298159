#include "plugin_host/http_url.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

HttpUrl good(const std::string& text) {
  HttpUrl url;
  CHECK(url_mistake(text, {}, url) == "");
  return url;
}
std::string mistake(const std::string& text) {
  HttpUrl url;
  return url_mistake(text, {}, url);
}
std::string mistake(const HttpRequest& request) {
  HttpUrl url;
  return request_mistake(request, {}, url);
}
HttpRequest with_header(const std::string& name, const std::string& value) {
  HttpRequest request;
  request.url = "https://api.example.org/";
  request.headers.emplace_back(name, value);
  return request;
}

}  // namespace

TEST_CASE("the origin of a URL is what redirects are held to") {
  CHECK(good("https://API.example.org/send?x=1#top").origin == "https://api.example.org:443");
  CHECK(good("http://api.example.org:8080").origin == "http://api.example.org:8080");
  CHECK(good("http://[::1]/").host == "[::1]");
  CHECK(good("http://0x7f000001/").host == "127.0.0.1");
  CHECK(good("https://api.example.org/").is_https());
  CHECK(!good("http://api.example.org/").is_https());
}

TEST_CASE("URLs that are refused, each with its reason") {
  CHECK(mistake("") == "not a URL of the form https://host/path");
  CHECK(mistake("api.example.org/send") == "not a URL of the form https://host/path");
  CHECK(mistake("https://") == "not a URL of the form https://host/path");
  CHECK(mistake("https://a:99999/") == "not a URL of the form https://host/path");
  CHECK(mistake("ftp://example.org/") == "neither an http:// nor an https:// URL");
  CHECK(mistake("file:///etc/passwd") == "neither an http:// nor an https:// URL");
  CHECK(mistake("https://me:secret@example.org/") ==
        "a URL with a user or password in it; use the header Authorization");
  for (const char* text :
       {"https://example.org/a b", "https://example.org/\r\nX: y", "https://exämple.org/"}) {
    CHECK(mistake(text) ==
          "a URL with a blank, a control character or a letter outside ASCII; percent-encode it");
  }
  CHECK(mistake(std::string("https://example.org/\0", 21)).starts_with("a URL with a blank"));
  for (const char* text : {"https://exa%6dple.org%00/", "https://a,b/", "https://a%2fb/"}) {
    CAPTURE(text);
    CHECK(mistake(text) != "");
  }
  CHECK(mistake("https://example.org/" + std::string(9000, 'a')) == "a URL of more than 8192 bytes");
}

TEST_CASE("requests that are refused, each with its reason") {
  HttpRequest request;
  request.url = "https://api.example.org/";
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    request.method = method;
    CHECK(mistake(request) == "");
  }
  for (const char* method : {"", "PO ST", "POST / HTTP/1.1\r\nX: y", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}) {
    request.method = method;
    CHECK(mistake(request) == "no method of HTTP");
  }
  request.method = "CONNECT";
  CHECK(mistake(request) == "CONNECT is not offered");
  request.method = "GET";
  request.body = "x";
  CHECK(mistake(request) == "GET with a body");
  request.method = "POST";
  request.body.assign((16u << 20) + 1, 'x');
  CHECK(mistake(request) == "a body of more than 16777216 bytes");

  CHECK(mistake(with_header("Authorization", "Bearer x")) == "");
  CHECK(mistake(with_header("X-Empty", "")) == "");
  for (const char* name : {"", "X Y", "X:", "X\r\nY"}) {
    CHECK(mistake(with_header(name, "v")).ends_with("is no name of a header"));
  }
  CHECK(mistake(with_header("X", "a\r\nEvil: b")) ==
        "the header X has a line break, NUL or another control character in its value");
  CHECK(mistake(with_header("X", std::string("a\0b", 3))) != "");
  for (const char* name :
       {"Host", "Content-Length", "transfer-encoding", "CONNECTION", "Expect", "Upgrade"}) {
    CHECK(mistake(with_header(name, "x")) ==
          "the header " + std::string(name) + " is the host's; leave it out");
  }
  CHECK(mistake(with_header("X", std::string(70'000, 'x'))) == "headers of more than 65536 bytes");
  HttpRequest many;
  for (int i = 0; i < 101; ++i) many.headers.emplace_back("X", "y");
  CHECK(mistake(many) == "more than 100 headers");
}
