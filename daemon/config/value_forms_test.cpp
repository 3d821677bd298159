#include "config/value_forms.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

using std::chrono::minutes;

TEST_CASE("times of a day") {
  CHECK(parse_time_of_day("00:00") == minutes{0});
  CHECK(parse_time_of_day("23:59") == minutes{1439});
  for (const char* wrong : {"", "9:00", "24:00", "10:60", "10.00", "10:00 ", "1a:00"}) {
    CHECK_MESSAGE(!parse_time_of_day(wrong), wrong);
  }
  const auto monday = parse_moment("mon 10:00");
  REQUIRE(monday);
  CHECK(monday->time == minutes{600});
  CHECK(monday->weekday == std::chrono::Monday);
  CHECK(parse_moment("10:00")->weekday == std::nullopt);
  for (const char* wrong : {"monday 10:00", "Mon 10:00", "mon", "mon  10:00", "10:00 mon"}) {
    CHECK_MESSAGE(!parse_moment(wrong), wrong);
  }
}

TEST_CASE("quiet hours") {
  const auto hours = parse_quiet_hours("21:00-08:00");
  REQUIRE(hours);
  CHECK(hours->from == minutes{1260});
  CHECK(hours->until == minutes{480});
  for (const char* wrong : {"21:00", "21:00 - 08:00", "21-8", "08:00-08:00", "21:00-25:00"}) {
    CHECK_MESSAGE(!parse_quiet_hours(wrong), wrong);
  }
}

TEST_CASE("rates") {
  CHECK(parse_rate("3/7d")->count == 3);
  CHECK(parse_rate("3/7d")->per == 7 * day_length);
  CHECK(parse_rate("500/day")->per == day_length);
  CHECK(parse_rate("2/week")->per == 7 * day_length);
  for (const char* wrong : {"", "3", "0/7d", "-1/7d", "3/0d", "3/", "/7d", "3 /7d", "99999999999/7d"}) {
    CHECK_MESSAGE(!parse_rate(wrong), wrong);
  }
}

TEST_CASE("languages come in their usual writing") {
  CHECK(canonical_language("EN") == "en");
  CHECK(canonical_language("fr-ca") == "fr-CA");
  CHECK(canonical_language("ZH-hant-hk") == "zh-Hant-HK");
  CHECK(canonical_language("es-419") == "es-419");
  CHECK(canonical_language("de-CH-1996-x-TWAIN") == "de-CH-1996-x-twain");
  for (const char* wrong : {"", "e", "e1", "english-", "en_US", "zh--Hant", "hant", "abcdefghi", "en us"}) {
    CHECK_MESSAGE(!canonical_language(wrong), wrong);
  }
}

TEST_CASE("addresses to listen on") {
  const auto loopback = parse_listen_address("127.0.0.1:8480");
  REQUIRE(loopback);
  CHECK(loopback->address == "127.0.0.1");
  CHECK(loopback->port == 8480);
  CHECK(loopback->is_loopback);
  CHECK(parse_listen_address("[::1]:0")->is_loopback);
  CHECK_FALSE(parse_listen_address("0.0.0.0:80")->is_loopback);
  CHECK_FALSE(parse_listen_address("[::]:80")->is_loopback);
  for (const char* wrong : {"", "8480", ":8480", "localhost:8480", "127.0.0.1", "127.0.0.1:",
                            "127.0.0.1:70000", "::1:80", "[::1]", "127.0.0.1:+80", "127.1:80"}) {
    CHECK_MESSAGE(!parse_listen_address(wrong), wrong);
  }
}

TEST_CASE("addresses on the web") {
  for (const char* right : {"http://127.0.0.1:8480", "https://shop.example", "https://shop.example/a/b",
                            "https://[::1]:80", "HTTPS://shop.example"}) {
    CHECK_MESSAGE(is_full_address(right), right);
  }
  for (const char* wrong :
       {"", "shop.example", "ftp://shop.example", "https://", "https:///x", "https://a@b",
        "https://shop.example/?a=1", "https://shop.example/#a", "https://sh op", "//shop"}) {
    CHECK_MESSAGE(!is_full_address(wrong), wrong);
  }
}

TEST_CASE("proxies") {
  for (const char* right : {"http://proxy.example.org:3128", "https://10.0.0.1/", "socks5h://[::1]:1080"}) {
    CHECK_MESSAGE(is_proxy_address(right), right);
  }
  for (const char* wrong :
       {"", "proxy.example.org:3128", "ftp://proxy.example.org", "http://me:hunter2@proxy.example.org",
        "http://proxy.example.org/path", "http://proxy.example.org/?a=1", "http://"}) {
    CHECK_MESSAGE(!is_proxy_address(wrong), wrong);
  }
}

TEST_CASE("secrets in files are found from the settings' folder") {
  CHECK(with_absolute_file("file:write.key", "/etc/shop") == "file:/etc/shop/write.key");
  CHECK(with_absolute_file("file:../write.key", "/etc/shop") == "file:/etc/write.key");
  CHECK(with_absolute_file("file:/write.key", "/etc/shop") == "file:/write.key");
  CHECK(with_absolute_file("env:KEY", "/etc/shop") == "env:KEY");
}

TEST_CASE("plain names") {
  for (const char* right : {"email", "call-list", "sms_2", "2nd"}) CHECK_MESSAGE(is_plain_name(right), right);
  for (const char* wrong : {"", "Email", "a.b", "-a", "_a", "a b", "é"})
    CHECK_MESSAGE(!is_plain_name(wrong), wrong);
}

}  // namespace
}  // namespace lifecycled
