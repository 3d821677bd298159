#include <doctest/doctest.h>

#include "config/settings_testing.hpp"
#include "config/shop_intake_reader.hpp"

namespace lifecycled {
namespace {

struct Read {
  std::vector<ShopIntake> shops;
  std::string mistakes;
};

// `rest` stands below the first four lines of [intake.own].
Read read(const std::string& rest) {
  Problems problems;
  const auto root =
      parse_toml("[intake.own]\ntype = \"generic\"\nsecret = \"env:A\"\n" + rest, "f.toml", problems);
  Read out;
  if (root) out.shops = read_shop_intakes(*root, Settings{}, problems);
  out.mistakes = testing::lines(problems);
  return out;
}

constexpr const char* signature = "signature = { header = \"X-Sig\" }\n";

TEST_CASE("a mapping is read as it is written") {
  const Read out = read(
      R"(signature = { header = "X-Hub-Signature", algorithm = "sha1", encoding = "hex", prefix = "sha1=" }
topic = "header:X-Topic"
delivery = "/meta/id"
ignored = "ping"
time_zone = "Europe/Paris"
[[intake.own.event]]
name = "Order Completed"
topics = ["paid", "created"]
when = { "/state" = [2, "3"], "/test" = false }
unless = { "/customer" = "" }
each = "/orders"
user = ["/customer/id", "/owner"]
guest = "/email"
visitor = "/visitor"
id = "/id"
at = "/date"
set.order_id = "/id"
set.guest = true
set.source = { text = "own \"shop\"" }
set.status = { at = "/state", words = { "2" = "placed", "6" = "cancelled" } }
set.total = { at = "/total", as = "minor" }
set.products = { each = "/a~1b", unless = { "/parent" = "1" }, set = { sku = "/ref" } }
)");
  CHECK(out.mistakes == "");
  REQUIRE(out.shops.size() == 1);
  const IntakeMapping& mapping = out.shops[0].mapping;
  CHECK(mapping.signature == SignatureForm{"x-hub-signature", SignatureForm::Algorithm::Sha1,
                                           SignatureForm::Encoding::Hex, "sha1="});
  CHECK(mapping.topic.header == "x-topic");
  CHECK(mapping.delivery.places.at(0).text == "/meta/id");
  CHECK(mapping.ignored_topics == std::vector<std::string>{"ping"});
  CHECK(mapping.time_zone == "Europe/Paris");
  const EventMapping& event = mapping.events.at(0);
  CHECK(event.topics.size() == 2);
  REQUIRE(event.tests.size() == 3);
  CHECK(event.tests[0].words == std::vector<std::string>{"2", "3"});
  CHECK(event.tests[1].words == std::vector<std::string>{"false"});
  CHECK_FALSE(event.tests[2].is_one_of);
  CHECK(event.each->text == "/orders");
  CHECK(event.user.size() == 2);
  REQUIRE(event.values.size() == 6);
  CHECK(event.values[0].as == MappedValue::As::Id);
  CHECK(event.values[1].constant == "true");
  CHECK(event.values[2].constant == R"("own \"shop\"")");
  CHECK(event.values[3].words.at(1) == std::pair<std::string, std::string>("6", "\"cancelled\""));
  CHECK(event.values[4].as == MappedValue::As::Minor);
  CHECK(event.values[5].from.at(0).tokens == std::vector<std::string>{"a/b"});
  CHECK(event.values[5].members.at(0).as == MappedValue::As::Text);
  CHECK(event.values[5].tests.size() == 1);
}

TEST_CASE("what a generic shop lacks is told") {
  CHECK(read("").mistakes ==
        "f.toml:1:1: \"event\" is missing in [intake.own]; what follows from its bodies? add "
        "[[intake.own.event]]\n"
        "f.toml:1:1: \"signature\" is missing in [intake.own]; how does the shop sign? { header = "
        "\"X-Signature\", encoding = \"hex\" }\n");
  CHECK(
      read(std::string(signature) + "[[intake.own.event]]\ntopics = \"a\"\n").mistakes ==
      "f.toml:1:1: \"topic\" is missing in [intake.own]; where do the topics stand? \"header:X-Topic\", or a "
      "place in the body\n"
      "f.toml:5:1: \"name\" is missing in event 1 of [intake.own]; which event follows, such as \"Order "
      "Completed\"?\n"
      "f.toml:5:1: \"user\" is missing in event 1 of [intake.own]; whose event is it? guest or visitor may "
      "stand instead\n");
}

TEST_CASE("mistakes of places, words and names, each at its place") {
  CHECK(read(std::string(signature) +
             "consent = \"none\"\ntopik = \"/t\"\ntime_zone = \"Europe/Pariss\"\n"
             "[[intake.own.event]]\nname = \"Order Paid\"\nset.order_id = \"id\"\nset.total = { at = \"/a\", "
             "as = "
             "\"amout\" }\nwhen = { \"state\" = \"1\" }\nuser = \"\"\nat = \"/a\"\nchanged = \"/b\"\n")
            .mistakes ==
        "f.toml:5:1: \"consent\" is for Shopify, which keeps consents itself; an event called \"Consent "
        "Given\" "
        "says yes\n"
        "f.toml:6:1: unknown key \"topik\" in [intake.own]; did you mean \"topic\"?\n"
        "f.toml:7:13: \"time_zone\" must be a time zone such as \"Europe/Paris\", not \"Europe/Pariss\"\n"
        "f.toml:10:16: \"id\" is no place in the body: it does not begin with \"/\"; write a JSON pointer "
        "such as "
        "\"/order/id\"\n"
        "f.toml:11:31: \"as\" must be \"written\", \"text\", \"id\", \"number\", \"amount\", \"minor\", "
        "\"time\", "
        "\"phone\" or \"yes\", not \"amout\"; did you mean \"amount\"?\n"
        "f.toml:12:10: \"state\" is no place in the body: it does not begin with \"/\"; write a JSON pointer "
        "such as "
        "\"/order/id\"\n"
        "f.toml:13:8: \"user\" is empty; it must be a place in the body such as \"/order/id\", or a list of "
        "them\n"
        "f.toml:15:1: \"changed\" stands where \"at\" does not; keep \"at\" for what happens once, "
        "\"changed\" for "
        "what has a newest state\n");
  CHECK(read(std::string(signature) +
             "[[intake.own.event]]\nname = \"Order Paid\"\nset.a = { at = \"/a\", text = \"b\" }\nset.b = { "
             "each = "
             "\"/l\" }\nset.c = { at = \"/c\", set = { d = \"/d\" } }\nset.d = [1]\nset.e = nan\n")
            .mistakes ==
        "f.toml:7:9: \"a\" in set of event 1 of [intake.own] must have one of \"at\", \"text\" and \"each\"; "
        "at: "
        "where it stands; text: what is always the same; each: where a list stands\n"
        "f.toml:8:9: \"set\" is missing in \"b\" in set of event 1 of [intake.own]; what of each element? { "
        "product_id = \"/id\", ... }\n"
        "f.toml:9:22: \"set\" stands beside \"each\" only\n"
        "f.toml:10:10: \"d\" in set of event 1 of [intake.own] is a list of places such as \"/order/id\"\n"
        "f.toml:11:9: \"e\" in set of event 1 of [intake.own] must be a place such as \"/order/id\", a "
        "table, a "
        "number, true or false, not nan\n");
}

TEST_CASE("other shops need no mapping, and say so") {
  Problems problems;
  const auto root = parse_toml("[intake.woo]\ntype = \"woocommerce\"\nsecret = \"env:A\"\ntopic = \"/t\"\n",
                               "f.toml", problems);
  read_shop_intakes(root.value(), Settings{}, problems);
  CHECK(
      testing::lines(problems) ==
      "f.toml:4:1: \"topic\" is for type = \"generic\"; WooCommerce's webhooks are understood without it\n");
}

}  // namespace
}  // namespace lifecycled
