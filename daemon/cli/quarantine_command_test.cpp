#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "cli/engine.hpp"
#include "config/shop_intake_reader.hpp"
#include "store/customers.hpp"
#include "store/orders.hpp"
#include "store/quarantine.hpp"

using namespace lifecycled;

namespace {

// A shop with one generic intake, and what it could not understand.
struct Desk {
  Desk() {
    configuration.settings.shop.name = "Test Shop";
    reactor = make_reactor(database, configuration, random, now, Log());
  }
  void map(const std::string& event) {
    Problems problems;
    const auto root = parse_toml(
        "[intake.own]\ntype = \"generic\"\nsecret = \"env:A\"\nsignature = { header = \"X\" }\ntopic = "
        "\"header:T\"\n" +
            event,
        "f.toml", problems);
    configuration.shops = read_shop_intakes(root.value(), configuration.settings, problems);
    REQUIRE_FALSE(problems.has_errors());
  }
  void keep(const std::string& reason, const std::string& body, QuarantineDoor door = {},
            Instant at = *parse_instant("2026-05-31T10:00:00Z")) {
    Quarantine(database).add(EventSource::Http, reason, body, at, std::nullopt, door);
  }
  boost::json::object run(const boost::json::object& arguments) {
    CommandContext context{database, *reactor, configuration, now};
    auto result = find_data_command("quarantine")->run(context, arguments);
    while (reactor->run(database, now).more) {
    }
    return result;
  }
  // "done left"
  std::string act(boost::json::object arguments) {
    const auto result = run(arguments);
    return text_at(result, "done").value() + " " + text_at(result, "left").value();
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  Configuration configuration;
  SeededRandom random{1};
  Instant now = *parse_instant("2026-06-01T12:00:00Z");
  std::unique_ptr<Reactor> reactor;
};

using Object = boost::json::object;

constexpr const char* mapping = R"([[intake.own.event]]
name = "Order Completed"
topics = "order"
user = "/user"
at = "/at"
set.order_id = "/id"
set.total = "/total"
)";

}  // namespace

TEST_CASE("the quarantine is listed, the latest first, by reason and time") {
  Desk desk;
  desk.keep("Userid is missing", "{}", {"track", "", {}}, *parse_instant("2026-05-01T00:00:00Z"));
  desk.keep("no total", "{\"a\":1}", {"intake/own", "order", {}});
  const auto all = desk.run(Object{{"act", "list"}});
  CHECK(
      boost::json::serialize(all) ==
      R"({"items":[{"id":2,"received_at":"2026-05-31T10:00:00.000Z","from":"/intake/own","reason":"no total",)"
      R"("bytes":7,"topic":"order"},{"id":1,"received_at":"2026-05-01T00:00:00.000Z","from":"/v1/track",)"
      R"("reason":"Userid is missing","bytes":2}],"all":2})");
  const auto count = [&](const Object& arguments) {
    return desk.run(arguments).at("items").as_array().size();
  };
  CHECK(count(Object{{"reason", "USERID"}}) == 1);
  CHECK(count(Object{{"since", "2026-05-31"}}) == 1);
  CHECK(count(Object{{"since", "2026-06-01"}}) == 0);
  CHECK(count(Object{{"limit", 1}}) == 1);
  CHECK(text_at(desk.run(Object{{"act", "show"}, {"id", 2}}), "body") == "{\"a\":1}");
  CHECK_THROWS_AS(desk.run(Object{{"act", "show"}, {"id", 3}}), CommandError);
}

TEST_CASE("a webhook is read again by the table of today, exactly once") {
  Desk desk;
  desk.map("[[intake.own.event]]\nname = \"Order Completed\"\ntopics = \"other\"\nuser = \"/user\"\n");
  const QuarantineDoor door{"intake/own", "order", {}};
  desk.keep("nothing follows from the topic \"order\"",
            R"({"user": "anna", "id": 7, "total": 5, "at": "2026-05-01"})", door);
  desk.keep("nothing follows from the topic \"order\"", R"({"id": 8, "total": 5})", door);
  CHECK(desk.act(Object{{"act", "replay"}, {"id", 1}}) == "0 1");
  CHECK(Quarantine(desk.database).count() == 2);
  desk.map(mapping);
  CHECK(desk.act(Object{{"act", "replay"}}) == "1 1");
  const auto order = Orders(desk.database).find("7");
  REQUIRE(order);
  CHECK(order->ordered_at == *parse_instant("2026-05-01T00:00:00Z"));
  CHECK_FALSE(Quarantine(desk.database).find(1));
  CHECK(Quarantine(desk.database).find(2)->reason ==
        "\"Order Completed\" of nobody: the places of user, guest and visitor hold no id and no address");
  CHECK(desk.act(Object{{"act", "replay"}}) == "0 1");
  CHECK(Events(desk.database).last_id() > 0);
  const auto events = Events(desk.database).last_id();
  CHECK_THROWS_AS(desk.act(Object{{"act", "replay"}, {"id", 1}}), CommandError);
  CHECK(Events(desk.database).last_id() == events);
  desk.configuration.shops.clear();
  CHECK(text_at(desk.run(Object{{"act", "replay"}, {"id", 2}}), "reason") ==
        "there is no [intake.own] any more");
}

TEST_CASE("a call of Segment's is read as of when it came, out of a batch with the batch's clock") {
  Desk desk;
  const Instant came = *parse_instant("2026-05-31T10:00:00Z");
  desk.keep("old rules", R"({"type":"track","userId":"u","event":"E","timestamp":"2026-05-31T10:30:00Z"})",
            {"batch", "", came + std::chrono::hours{1}});
  desk.keep("old rules", R"({"userId":"u","event":"F","messageId":"m"})", {"track", "", {}});
  desk.keep("old rules", R"({"userId":"u","event":"F","messageId":"m"})", {"track", "", {}});  // sent twice
  desk.keep("still bad", R"({"userId":"u"})", {"track", "", {}});
  desk.keep("unknown door", "{}");
  CHECK(desk.act(Object{{"act", "replay"}}) == "3 2");
  const auto events = Events(desk.database).read_after(0, 10);
  REQUIRE(events.size() == 2);
  CHECK(events[0].name == "E");
  CHECK(events[0].occurred_at == came - std::chrono::minutes{30});
  CHECK(events[1].occurred_at == came);
  CHECK(Quarantine(desk.database).find(4)->reason == "event, the name of what happened, is needed");
  CHECK(Quarantine(desk.database).find(5)->reason == "unknown door");
}

TEST_CASE("an event from which nothing could follow is told anew") {
  Desk desk;
  NewEvent order;
  order.name = "Order Completed";
  order.user_id = "anna";
  order.occurred_at = desk.now;
  order.body = R"({"order_id": "A", "total": "a lot"})";
  Events(desk.database).append(order, desk.now);
  while (desk.reactor->run(desk.database, desk.now).more) {
  }
  REQUIRE(Quarantine(desk.database).count() == 1);
  // Nothing is better by now: it is refused once more, and the round ends all the same.
  CHECK(desk.act(Object{{"act", "replay"}}) == "1 0");
  CHECK(Quarantine(desk.database).count() == 1);
  CHECK(Events(desk.database).last_id() == 2);
  CHECK(Quarantine(desk.database).latest(1)[0].event == 2);
  CHECK(desk.act(Object{{"act", "drop"}, {"reason", "plain number"}}) == "1 0");
  CHECK(Quarantine(desk.database).count() == 0);
}

TEST_CASE("many are done page by page") {
  Desk desk;
  for (int i = 0; i < 450; ++i) desk.keep(i % 2 ? "odd" : "even", "{}");
  Object arguments{{"act", "drop"}, {"reason", "odd"}};
  std::int64_t done = 0, rounds = 0;
  for (bool more = true; more; ++rounds) {
    const auto result = desk.run(arguments);
    done += result.at("done").to_number<std::int64_t>();
    more = !result.at("next").is_null();
    arguments["after"] = result.at("next");
    arguments["until"] = result.at("until");
  }
  CHECK(done == 225);
  CHECK(rounds == 3);
  CHECK(Quarantine(desk.database).count() == 225);
}
