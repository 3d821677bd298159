#include "plugin_check/check_config.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace lifecycled;
using namespace lifecycled::plugin_check;

namespace {

std::string mistake_in(std::string_view text) {
  try {
    parse_check_config(text, "check.toml");
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("options are taken as they stand, for one type or for any") {
  const auto config = parse_check_config(R"(
    [options]
    token = "abc"
    number = 7
    [channel.texts]
    type = "acme.sms"
    plugin = "/usr/lib/acme.so"
    list = ["a", "b"]
    quiet = true
  )",
                                         "check.toml");
  CHECK(config.options.at("") == OptionValues{{"token", "abc"}, {"number", std::int64_t{7}}});
  CHECK(config.options.at("acme.sms") == OptionValues{{"list", std::vector<std::string>{"a", "b"}},
                                                      {"plugin", "/usr/lib/acme.so"},
                                                      {"quiet", true}});
}

TEST_CASE("what the provider says, and what is expected of it") {
  const auto config = parse_check_config(R"(
    [check]
    patience = "500ms"
    extra = { template = "hello" }
    [check.http]
    success = { status = 201, body = "ok", headers = { X-Id = "1" } }
    status.400 = { body = "bad", expect = ["invalid_address", "rejected"] }
    [[check.http.side]]
    url_has = "/token"
    body = "t"
  )",
                                         "check.toml");
  CHECK(config.patience == std::chrono::milliseconds(500));
  CHECK(config.success->status == 201);
  CHECK(config.success->headers.front().first == "x-id");
  CHECK(config.by_status.at(400).status == 400);
  CHECK(config.expected.at(400) == std::vector{Outcome::InvalidAddress, Outcome::Rejected});
  CHECK(config.side_answers.at(0).answer.body == "t");
  CHECK(config.extra_json.find("hello") != std::string::npos);
}

TEST_CASE("a webhook's signature is found by its name") {
  const auto config = parse_check_config(R"(
    [[check.webhook]]
    path = "/status"
    query = "a=b"
    headers = { X-Hub-Signature-256 = "sha256=00", Content-Type = "text/plain" }
    body = "x"
    received_unix_ms = 5
    expect = { reports = ["delivered", "bounced_hard"] }
  )",
                                         "check.toml");
  const auto& sample = config.webhooks.at(0);
  CHECK(sample.signed_headers == std::vector<std::string>{"x-hub-signature-256"});
  CHECK(sample.request.url == "https://shop.example.org/webhooks/checked/status?a=b");
  CHECK(sample.reports == std::vector{ReceiptKind::Delivered, ReceiptKind::BouncedHard});
  CHECK(sample.name == "POST /status");
}

TEST_CASE("a mistake is told with its place") {
  CHECK(mistake_in("[check]\nrecipent = 'x'\n") ==
        "check.toml:2:1: unknown key \"recipent\"; known are extra, http, patience, recipient, sender, "
        "webhook");
  CHECK(mistake_in("[check.http]\nstatus.400 = { expect = ['no'] }\n") ==
        "check.toml:2:25: \"no\" is no outcome");
  CHECK(mistake_in("[[check.webhook]]\nexpect = { reports = ['eaten'] }\n") ==
        "check.toml:2:22: \"eaten\" is no kind of report");
  CHECK(mistake_in("[check]\npatience = 5\n") == "check.toml:2:12: this must be a text");
  CHECK(mistake_in("[check\n").starts_with("check.toml:1:7: not valid TOML: "));
}

TEST_CASE("a webhook may be for one channel type, and be signed in its query") {
  const auto config = parse_check_config(R"(
    [[check.webhook]]
    type = "acme.sms"
    method = "GET"
    query = "key=1&sig=00"
    signed = ["X-Other", "?sig"]
  )",
                                         "check.toml");
  const auto& sample = config.webhooks.at(0);
  CHECK(sample.type == "acme.sms");
  CHECK(sample.signed_headers == std::vector<std::string>{"x-other"});
  CHECK(sample.signed_values == std::vector<std::string>{"sig"});
}
