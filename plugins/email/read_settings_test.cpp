#include <doctest/doctest.h>

#include "options.hpp"
#include "support/testing.hpp"

using namespace plugin_support::testing;

namespace {

lc_config shop() {
  return {{{"host", "smtp.example.org"},
           {"port", "587"},
           {"second_port", "465"},
           {"sender", "Bücher <shop@bücher.example>"},
           {"helo_name", "shop.example"},
           {"verp", "1"},
           {"connections", "4"}}};
}

std::string blame(const lc_config& options) {
  return blamed(options, [](const lifecycled::plugin::Config& config) { email::read_settings(config); });
}

email::Settings settings(const lc_config& options) {
  return with_options(options,
                      [](const lifecycled::plugin::Config& config) { return email::read_settings(config); });
}

}  // namespace

TEST_CASE("a second provider has a login and an encryption of its own, which more_relays have not") {
  lc_config options = shop();
  options.values["user"] = "one";
  options.values["password"] = "its";
  options.lists["more_relays"] = {"smtp2.example.org:2525"};
  CHECK(settings(options).relays.size() == 2);
  options.values["second_host"] = "smtp.example.net";
  options.values["second_user"] = "two";
  CHECK(blame(options) == "second_password: \"second_user\" and \"second_password\" belong together");
  options.values["second_password"] = "other";
  options.values["second_tls"] = "tls";
  options.values["second_auth"] = "login";
  const auto relays = settings(options).relays;
  REQUIRE(relays.size() == 3);
  CHECK(relays[1].host == "smtp2.example.org");
  CHECK(relays[1].user == "one");
  CHECK(relays[1].tls == email::Tls::StartTls);
  CHECK(relays[2].port == 465);
  CHECK(relays[2].user == "two");
  CHECK(relays[2].password == "other");
  CHECK(relays[2].login == "LOGIN");
  CHECK(relays[2].tls == email::Tls::Always);
  options.values["second_tls"] = "off";
  CHECK(blame(options) ==
        "second_tls: must not be \"off\" where a password is sent; use \"starttls\" or \"tls\"");
  options.values["second_host"] = "";
  CHECK(blame(options) == "second_user: needs a \"second_host\"");
}

TEST_CASE("a shop in a domain of another alphabet gives it in either form") {
  lc_config options = shop();
  options.values["report_listen"] = "127.0.0.1:2424";
  options.values["envelope_sender"] = "bounces@bücher.example";
  options.values["unsubscribe_address"] = "leave@bücher.example";
  const auto read = settings(options);
  CHECK(read.bounces.with("k") == "bounces+k@xn--bcher-kva.example");
  CHECK(read.bounces.key_in("bounces+k@xn--bcher-kva.example") == "k");
  CHECK(read.unsubscriptions.with("k") == "leave+k@xn--bcher-kva.example");
  CHECK(read.sender_domains == std::vector<std::string>{"xn--bcher-kva.example"});
  for (const char* domain : {"bücher.example", "xn--bcher-kva.example", "post.bücher.example", ""}) {
    CAPTURE(domain);
    options.values["dkim_domain"] = domain;
    options.values["dkim_selector"] = "s1";
    options.values["dkim_key"] =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n";
    CHECK(blame(options).empty());
  }
  options.values["dkim_domain"] = "other.example";
  CHECK(blame(options) == "dkim_domain: must belong to the sender's domain, xn--bcher-kva.example");
}

TEST_CASE("feedback loops are domains or addresses, where reports are taken") {
  lc_config options = shop();
  options.lists["feedback_loops"] = {"FBL.example", "staff@Provider.example"};
  CHECK(blame(options) ==
        "feedback_loops: needs \"report_listen\" or \"report_folder\", where its mail comes to");
  options.values["report_listen"] = "127.0.0.1:2424";
  CHECK(settings(options).feedback_loops ==
        std::vector<std::string>{"fbl.example", "staff@provider.example"});
  options.lists["feedback_loops"] = {"a b"};
  CHECK(blame(options) ==
        "feedback_loops: must name domains or addresses such as \"fbl.example.net\", not \"a b\"");
}
