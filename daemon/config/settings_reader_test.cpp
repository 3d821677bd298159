#include "config/settings_reader.hpp"

#include <doctest/doctest.h>

#include "config/settings_testing.hpp"

namespace lifecycled {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::mistakes;
using testing::read;

TEST_CASE("the smallest file: a shop's name, and defaults for the rest") {
  const auto out = read("[shop]\nname = \"Tea & Co\"\n");
  CHECK(out.mistakes == "");
  const Settings& settings = out.settings;
  CHECK(settings.shop.name == "Tea & Co");
  CHECK(settings.shop.time_zone == "UTC");
  CHECK(settings.http.listen == std::vector<std::string>{"127.0.0.1:8480"});
  CHECK(settings.http.per_client_count == 600);
  CHECK(settings.http.public_url == "http://127.0.0.1:8480");
  CHECK(settings.state_folder == "/var/lib/lifecycled");
  CHECK(settings.campaign_folder == "/etc/shop/campaigns");
  CHECK(settings.message_folder == "/etc/shop/messages");
  CHECK(settings.event_file == "/etc/shop/events.toml");
  CHECK(settings.plugin_folder.empty());
  CHECK(settings.file == "/etc/shop/lifecycled.toml");
  CHECK(settings.absolute("../outbox") == "/etc/outbox");
}

TEST_CASE("everything that can be said") {
  const auto out = read(R"(
state     = "../state"
campaigns = "/srv/campaigns"
messages  = "texts"
events    = "ev.toml"
plugins   = "plugins"
[shop]
name      = "S"
address   = "1 Street"
url       = "https://shop.example/"
time_zone = "Europe/Amsterdam"
language  = "zh-hant"
currency  = "JPY"
[http]
listen           = "0.0.0.0:80"
public_url       = "https://mail.shop.example/"
trusted_proxies  = ["127.0.0.1", "10.0.0.0/8"]
most_body_bytes  = 2048
most_connections = 7
[intake]
write_keys = ["env:KEY", "file:write.key", "credential:key"]
[stages]
active          = 2
lapsing         = 3.5
quantile        = 0.9
own_gaps_from   = 5
gap             = "3w"
gap_until_known = "30d"
[delivery]
quiet_hours      = "21:00-08:00"
cap              = "3/7d"
when_in_doubt    = { marketing = "skip", transactional = "hold" }
expires_after    = { marketing = "2d", transactional = "1h" }
channels         = ["sms", "email"]
only_to          = ["@shop.example", "me@example.org", "+31612345678"]
retries          = { first_after = "5m", longest_after = "2h", attempts = 3 }
[retention]
contents         = "30d"
[channel.sms]
type          = "acme.sms"
sender        = "SHOP"
per_second    = 5
when_in_doubt = "resend"
key           = "env:ACME"
certificate   = "file:acme.pem"
folder        = "../outbox"
port          = 25
factor        = 1.5
tls           = true
hosts         = ["a", "./b"]
[channel.email]
type = "file"
plugin = "../acme/file.so"
allow_private_addresses = true
allow_unfenced = true
proxy = "http://proxy.example.org:3128"
[channel.call-list]
type = "file"
[channel.push]
type    = "acme.any"
reaches = "webpush"
)");
  CHECK(out.mistakes == "");
  const Settings& s = out.settings;
  CHECK(s.state_folder == "/etc/state");
  CHECK(s.campaign_folder == "/srv/campaigns");
  CHECK(s.message_folder == "/etc/shop/texts");
  CHECK(s.event_file == "/etc/shop/ev.toml");
  CHECK(s.plugin_folder == "/etc/shop/plugins");
  CHECK(s.shop.url == "https://shop.example");
  CHECK(s.shop.language == "zh-Hant");
  CHECK(s.shop.currency == "JPY");
  CHECK(s.shop.postal_address == "1 Street");
  CHECK(s.http.public_url == "https://mail.shop.example");
  REQUIRE(s.http.trusted_proxies.size() == 2);
  CHECK(s.http.trusted_proxies[1].to_text() == "10.0.0.0/8");
  CHECK(s.http.most_body_bytes == 2048);
  CHECK(s.http.most_connections == 7);
  REQUIRE(s.intake.write_keys.size() == 3);
  CHECK(s.intake.write_keys[1].text == "file:/etc/shop/write.key");
  CHECK(s.intake.write_keys[1].place == Place{"lifecycled.toml", 21, 26});
  CHECK(s.stages.active_until == 2.0);
  CHECK(s.stages.lapsing_until == 3.5);
  CHECK(s.stages.quantile == 0.9);
  CHECK(s.stages.own_gaps_from == 5);
  CHECK(s.stages.gap_days == 21);
  CHECK(s.stages.gap_days_until_known == 30);
  REQUIRE(s.delivery.quiet_hours);
  CHECK(s.delivery.quiet_hours->from == hours{21});
  REQUIRE(s.delivery.cap);
  CHECK(s.delivery.cap->messages == 3);
  CHECK(s.delivery.cap->per == hours{7 * 24});
  CHECK(s.delivery.marketing_when_in_doubt == WhenInDoubt::Skip);
  CHECK(s.delivery.transactional_when_in_doubt == WhenInDoubt::Hold);
  CHECK(s.delivery.marketing_expires_after == hours{48});
  CHECK(s.delivery.transactional_expires_after == hours{1});
  CHECK(s.delivery.channels == std::vector<std::string>{"sms", "email"});
  CHECK(s.delivery.only_to.size() == 3);
  CHECK(s.delivery.first_retry_after == minutes{5});
  CHECK(s.delivery.longest_retry_after == hours{2});
  CHECK(s.delivery.most_attempts == 3);
  CHECK(s.retention.contents == hours{30 * 24});
  REQUIRE(s.channels.size() == 4);
  const ChannelSettings& sms = s.channels[0];
  CHECK(sms.name == "sms");
  CHECK(sms.type == "acme.sms");
  CHECK(sms.reaches == "phone");
  CHECK(sms.sender == "SHOP");
  CHECK(sms.per_second == 5);
  CHECK(sms.when_in_doubt == WhenInDoubt::Resend);
  CHECK(sms.options.size() == 7);
  CHECK(std::get<std::string>(sms.options.at("key").value) == "env:ACME");
  CHECK(std::get<std::string>(sms.options.at("certificate").value) == "file:/etc/shop/acme.pem");
  CHECK(std::get<std::string>(sms.options.at("folder").value) == "/etc/outbox");
  CHECK(std::get<std::int64_t>(sms.options.at("port").value) == 25);
  CHECK(std::get<double>(sms.options.at("factor").value) == 1.5);
  CHECK(std::get<bool>(sms.options.at("tls").value));
  CHECK(std::get<PlacedOption::List>(sms.options.at("hosts").value) ==
        PlacedOption::List{"a", "/etc/shop/b"});
  CHECK(sms.options.at("port").key_place == Place{"lifecycled.toml", 47, 1});
  CHECK(sms.options.at("port").value_place == Place{"lifecycled.toml", 47, 17});
  CHECK(s.channels[1].reaches == "email");
  CHECK(s.channels[1].plugin == "/etc/acme/file.so");
  CHECK(s.channels[1].allow_private_addresses);
  CHECK(s.channels[1].allow_unfenced);
  CHECK(s.channels[1].proxy == "http://proxy.example.org:3128");
  CHECK(s.channels[1].options.empty());
  CHECK(sms.plugin.empty());
  CHECK(!sms.allow_private_addresses);
  CHECK(!sms.allow_unfenced);
  CHECK(s.channels[2].reaches == "shop");
  CHECK(s.channels[3].reaches == "webpush");
  CHECK(s.channel("call-list") == &s.channels[2]);
  CHECK(s.channel("fax") == nullptr);
}

TEST_CASE("one value may stand for both kinds of message") {
  const Settings s =
      read("[shop]\nname = \"S\"\n[delivery]\nwhen_in_doubt = \"skip\"\nexpires_after = \"2d\"").settings;
  CHECK(s.delivery.marketing_when_in_doubt == WhenInDoubt::Skip);
  CHECK(s.delivery.transactional_when_in_doubt == WhenInDoubt::Skip);
  CHECK(s.delivery.marketing_expires_after == hours{48});
  CHECK(s.delivery.transactional_expires_after == hours{48});
}

TEST_CASE("hours, caps and what is apart") {
  const auto out = read(R"([shop]
name = "S"
[delivery]
quiet_hours = { marketing = "21:00-08:00", transactional = "23:00-06:00" }
legal_hours = { FR = "mon-sat 09:00-20:00", IN = "any" }
apart       = "20h"
[channel.sms]
type        = "sms"
quiet_hours = "20:00-10:00"
cap         = "2/30d"
)");
  CHECK(out.mistakes == "");
  const DeliverySettings& delivery = out.settings.delivery;
  REQUIRE(delivery.transactional_quiet_hours);
  CHECK(delivery.transactional_quiet_hours->from == hours{23});
  CHECK(delivery.quiet_hours->from == hours{21});
  CHECK(delivery.legal_hours.at("FR") == parse_week_hours("mon-sat 09:00-20:00"));
  CHECK_FALSE(delivery.legal_hours.at("IN"));
  CHECK(delivery.apart == hours{20});
  const ChannelSettings& sms = out.settings.channels.at(0);
  CHECK(sms.quiet_hours->until == hours{10});
  CHECK(sms.cap->messages == 2);

  CHECK(mistakes("[delivery]\nlegal_hours = { France = \"any\", FR = \"always\", DE = 8 }\n"
                 "[channel.sms]\ntype = \"sms\"\ncap = \"often\"\n") ==
        "lifecycled.toml:4:17: \"France\" is not a country; use two capital letters such as FR\n"
        "lifecycled.toml:4:38: the legal hours of FR are not understood; write \"08:00-21:00\", \"mon-fri "
        "08:00-20:00, sat 09:00-18:00\" or \"any\"\n"
        "lifecycled.toml:4:53: the legal hours of DE are not understood; write \"08:00-21:00\", \"mon-fri "
        "08:00-20:00, sat 09:00-18:00\" or \"any\"\n"
        "lifecycled.toml:7:7: \"cap\" must be messages in a span such as \"3/7d\", not \"often\"\n");
}

TEST_CASE("mistakes of the shop") {
  CHECK(read("state = 3\n").mistakes ==
        "lifecycled.toml:1:1: \"shop\" is missing; begin with [shop] and name = \"...\"\n"
        "lifecycled.toml:1:9: \"state\" must be text, not 3\n");
  CHECK(read("shop = \"S\"").mistakes == "lifecycled.toml:1:8: \"shop\" must be a table, not \"S\"\n");
  CHECK(read("campains = \"x\"\n[shop]\naddress = \" \"\nnam = \"S\"\n").mistakes ==
        "lifecycled.toml:1:1: unknown key \"campains\"; did you mean \"campaigns\"?\n"
        "lifecycled.toml:2:1: \"name\" is missing in [shop]; messages and pages show it to customers\n"
        "lifecycled.toml:3:11: \"address\" is empty; write something or leave it out\n"
        "lifecycled.toml:4:1: unknown key \"nam\" in [shop]; did you mean \"name\"?\n");
  CHECK(
      mistakes("url = \"shop.example\"\ntime_zone = \"Europe/Amsterdm\"\nlanguage = \"en_US\"\ncurrency = "
               "\"eur\"\n") ==
      "lifecycled.toml:3:7: \"url\" must be an address such as \"https://shop.example\", not "
      "\"shop.example\"\n"
      "lifecycled.toml:4:13: \"time_zone\" must be a time zone such as \"Europe/Amsterdam\", not "
      "\"Europe/Amsterdm\"\n"
      "lifecycled.toml:5:12: \"language\" must be a language such as \"en\", \"fr-CA\" or \"zh-Hant\", not "
      "\"en_US\"\n"
      "lifecycled.toml:6:12: \"currency\" must be three capital letters such as \"EUR\", not \"eur\"; write "
      "\"EUR\"\n");
  CHECK(mistakes("state = \"/srv\"\n") ==
        "lifecycled.toml:3:1: \"state\" stands below [shop] and so belongs to it; move it above the first "
        "[header] of the file\n");
}

TEST_CASE("mistakes of stages") {
  CHECK(mistakes("[stages]\nactive = 3\nquantile = 1.5\nown_gaps_from = \"4\"\ngap = \"36h\"\n"
                 "gap_until_known = 60\nlapsng = 9\n") ==
        "lifecycled.toml:3:1: \"lapsing\" (2.5) must be more than \"active\" (3)\n"
        "lifecycled.toml:5:12: \"quantile\" must be a number above 0 and at most 1, not 1.5\n"
        "lifecycled.toml:6:17: \"own_gaps_from\" must be a whole number from 1 to 1000, not \"4\"\n"
        "lifecycled.toml:7:7: \"gap\" must be whole days such as \"45d\", not \"36h\"\n"
        "lifecycled.toml:8:19: \"gap_until_known\" must be a duration such as \"30m\", \"12h\" or \"3d\", "
        "not 60\n"
        "lifecycled.toml:9:1: unknown key \"lapsng\" in [stages]; did you mean \"lapsing\"?\n");
  CHECK(mistakes("[stages]\nactive = nan\nlapsing = inf\nquantile = 0\n") ==
        "lifecycled.toml:4:10: \"active\" must be a number above 0 and at most 1000, not nan\n"
        "lifecycled.toml:5:11: \"lapsing\" must be a number above 0 and at most 1000, not inf\n"
        "lifecycled.toml:6:12: \"quantile\" must be a number above 0 and at most 1, not 0\n");
}

TEST_CASE("mistakes of delivery") {
  CHECK(
      mistakes("[delivery]\nquiet_hours = \"21-8\"\ncap = \"3\"\nwhen_in_doubt = \"holt\"\n"
               "expires_after = { marketing = \"3 days\", transactonal = \"1h\" }\nonly_to = [\"a b\", 3]\n"
               "retries = { first_after = \"1h\", longest_after = \"1m\", attempts = 0 }\nchannels = []\n") ==
      "lifecycled.toml:4:15: \"quiet_hours\" must be two times such as \"21:00-08:00\", not \"21-8\"\n"
      "lifecycled.toml:5:7: \"cap\" must be messages in a span such as \"3/7d\", not \"3\"\n"
      "lifecycled.toml:6:17: \"when_in_doubt\" must be \"hold\", \"resend\" or \"skip\", not \"holt\"; did "
      "you "
      "mean \"hold\"?\n"
      "lifecycled.toml:7:31: \"marketing\" must be a duration such as \"30m\", \"12h\" or \"3d\", not \"3 "
      "days\"\n"
      "lifecycled.toml:7:41: unknown key \"transactonal\" in \"expires_after\"; did you mean "
      "\"transactional\"?\n"
      "lifecycled.toml:8:12: \"only_to\" lists addresses and \"@domains\", not \"a b\"\n"
      "lifecycled.toml:8:19: \"only_to\" must be text or a list of texts, not 3\n"
      "lifecycled.toml:9:11: \"longest_after\" (1m) must not be shorter than \"first_after\" (1h)\n"
      "lifecycled.toml:9:66: \"attempts\" must be a whole number from 1 to 1000, not 0\n"
      "lifecycled.toml:10:12: \"channels\" is an empty list; write something or leave it out\n");
  CHECK(mistakes("[delivery]\nchannels = [\"emial\", \"fax\"]\n[channel.email]\ntype = \"email\"\n") ==
        "lifecycled.toml:4:13: there is no [channel.emial]; did you mean \"email\"?\n"
        "lifecycled.toml:4:22: there is no [channel.fax]; the channels of this file are email\n");
}

TEST_CASE("consent: counted without a word or not, and where the key is kept") {
  const auto given =
      read("[shop]\nname = \"S\"\n[consent]\nprofiling_default = true\nkey = \"file:keys/ledger\"\n");
  CHECK(given.mistakes == "");
  CHECK(given.settings.consent.profiling_default);
  REQUIRE(given.settings.consent.key.has_value());
  CHECK(given.settings.consent.key->text == "file:/etc/shop/keys/ledger");
  CHECK_FALSE(read("[shop]\nname = \"S\"\n").settings.consent.profiling_default);
  CHECK(mistakes("[consent]\nprofiling_default = \"yes\"\nkey = \"0123456789\"\n") ==
        "lifecycled.toml:4:21: \"profiling_default\" must be true or false, not \"yes\"\n"
        "lifecycled.toml:5:7: \"key\" says where the key is kept, not the key itself; write \"env:NAME\", "
        "\"file:PATH\" or \"credential:NAME\"\n");
}

}  // namespace
}  // namespace lifecycled
