#include "cli/data_command.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include "base/json_fields.hpp"
#include "base/problem.hpp"
#include "cli/engine.hpp"

using namespace lifecycled;

namespace {

// A shop without campaigns whose engine runs here.
struct Desk {
  Desk() {
    configuration.settings.shop.name = "Test Shop";
    ChannelSettings email;
    email.name = "email";
    email.type = "file";
    email.reaches = "email";
    configuration.settings.channels.push_back(email);
    configuration.events.add({"Order Completed", "", {{"order_id", PropertyType::Text}}});
    reactor = make_reactor(database, configuration, random, now, Log());
  }
  boost::json::object run(std::string_view name, const boost::json::object& arguments) {
    const DataCommand* command = find_data_command(name);
    REQUIRE(command);
    CommandContext context{database, *reactor, configuration, now};
    auto result = command->run(context, arguments);
    while (reactor->run(database, now).more) {
    }
    return result;
  }
  static boost::json::object order(const char* id, const char* at) {
    return boost::json::object{{"message_id", std::string("import:") + id},
                               {"name", "Order Completed"},
                               {"user_id", "c1"},
                               {"occurred_at", at},
                               {"body", std::string(R"({"order_id":")") + id + R"(","total":10})"}};
  }

  // As a reload: with this campaign alone.
  void open(const std::string& name, const std::string& text) {
    Problems problems;
    configuration.campaigns = {parse_campaign(name, text, name + ".toml", problems)};
    REQUIRE_FALSE(problems.has_errors());
    reactor = make_reactor(database, configuration, random, now, Log());
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  Configuration configuration;
  SeededRandom random{1};
  Instant now = *parse_instant("2026-06-01T12:00:00Z");
  std::unique_ptr<Reactor> reactor;
};

std::string start_of(const boost::json::object& explained) {
  return boost::json::serialize(explained.at("campaigns").as_array().at(0).as_object().at("start"));
}

}  // namespace

TEST_CASE("appended history counts once, and stages can be asked for any moment") {
  Desk desk;
  const boost::json::array events{Desk::order("A", "2026-01-01T10:00:00Z"),
                                  Desk::order("B", "2026-01-11T10:00:00Z")};
  CHECK(number_at(desk.run("append", boost::json::object{{"events", events}}), "added") == 2);
  CHECK(number_at(desk.run("append", boost::json::object{{"events", events}}), "added") == 0);
  CHECK(number_at(desk.run("recompute", {}), "lag") == 0);

  // One gap of ten days: active until ten days after the last order, lapsing until twenty-five.
  const auto stage_at = [&](const char* at) { return desk.run("stages", boost::json::object{{"at", at}}); };
  CHECK(number_at(stage_at("2026-01-21T10:00:00Z"), "stages.active repeat") == 1);
  CHECK(number_at(stage_at("2026-01-21T10:00:01Z"), "stages.lapsing") == 1);
  CHECK(number_at(stage_at("2026-02-06"), "stages.lapsed") == 1);
  CHECK(number_at(stage_at("2025-12-31"), "total") == 0);
  CHECK_THROWS_AS(stage_at("yesterday"), CommandError);

  CHECK(text_at(desk.run("explain", boost::json::object{{"customer", "c1"}}), "profile.orders") == "2");
  CHECK_THROWS_AS(desk.run("explain", boost::json::object{{"customer", "nobody"}}), CommandError);
  CHECK(number_at(desk.run("status", {}), "customers") == 1);
}

TEST_CASE("stages of now go by the figures in force, of any other moment by those of then") {
  Desk desk;
  desk.run("stages", {});
  desk.reactor->run(desk.database, desk.now);
  const boost::json::array events{Desk::order("A", "2026-05-01T10:00:00Z"),
                                  Desk::order("B", "2026-05-11T10:00:00Z")};
  desk.run("append", boost::json::object{{"events", events}});
  // Before midnight nobody goes by the ten days that are known since the second order.
  const auto now = desk.run("stages", {});
  CHECK(text_at(now, "shop_gap") == "60d");
  CHECK(number_at(now, "stages.active repeat") == 1);
  CHECK(number_at(desk.run("status", {}), "stages.active repeat") == 1);
  const auto then = desk.run("stages", boost::json::object{{"at", "2026-06-01T12:00:00Z"}});
  CHECK(text_at(then, "shop_gap") == "10d");
  CHECK(number_at(then, "stages.lapsing") == 1);
}

TEST_CASE("whoever was in a campaign whose file is gone can still be explained and counted") {
  Desk desk;
  desk.run("append",
           boost::json::object{{"events", boost::json::array{Desk::order("A", "2026-05-01T10:00:00Z")}}});
  desk.open(
      "launch",
      "serves = \"retention\"\ntrigger = { by_hand = true }\nstep = [ { id = \"rest\", after = \"9d\", to = "
      "\"rest\" } ]\n");
  desk.run("start", boost::json::object{{"campaign", "launch"}, {"customer", "c1"}});
  desk.configuration.campaigns.clear();
  desk.reactor = make_reactor(desk.database, desk.configuration, desk.random, desk.now, Log());
  const auto explained = desk.run("explain", boost::json::object{{"customer", "c1"}, {"campaign", "launch"}});
  const auto& campaign = explained.at("campaigns").as_array().at(0);
  CHECK(text_at(campaign, "removed") == "true");
  const auto& journey = campaign.at("journeys").as_array().at(0);
  CHECK(text_at(journey, "next.step") == "rest: wait");
  CHECK(text_at(journey, "next.held_by") == "its campaign's file is gone: it ends at this step");
  CHECK_THROWS_AS(desk.run("explain", boost::json::object{{"customer", "c1"}, {"campaign", "lunch"}}),
                  CommandError);
  const auto status = desk.run("status", {});
  const auto& told = status.at("campaigns").as_array().at(0);
  CHECK(text_at(told, "name") == "launch");
  CHECK(number_at(told, "inside") == 1);
}

TEST_CASE("explain names the latest event by when it happened, and the end of a chain of causes") {
  Desk desk;
  desk.run("append",
           boost::json::object{{"events", boost::json::array{Desk::order("B", "2026-05-30T10:00:00Z"),
                                                             Desk::order("A", "2026-05-01T10:00:00Z")}}});
  desk.open(
      "thanks",
      "serves = \"retention\"\ntrigger = { event = \"Order Completed\" }\nstep = [ { after = \"1d\" } ]\n");
  const auto start = [&] { return start_of(desk.run("explain", boost::json::object{{"customer", "c1"}})); };
  CHECK(start().find("Order Completed at 2026-05-30T10:00:00.000Z") != std::string::npos);
  CHECK(start().find("end of a chain") == std::string::npos);

  NewEvent event;
  event.name = "Order Completed";
  event.customer = Customers(desk.database).find_by(IdentifierKind::UserId, "c1");
  event.occurred_at = desk.now;
  event.source = EventSource::Engine;
  event.depth = 16;
  event.body = R"({"order_id":"C","total":10})";
  Events(desk.database).append(event, desk.now);
  desk.run("recompute", {});
  CHECK(start().find("that event was the end of a chain of 16") != std::string::npos);
}

TEST_CASE("what cannot be an event is refused as a whole") {
  Desk desk;
  CHECK_THROWS_AS(
      desk.run("append",
               boost::json::object{{"events", boost::json::array{boost::json::object{{"name", "X"}}}}}),
      CommandError);
  CHECK_THROWS_AS(desk.run("append", {}), CommandError);
  CHECK(number_at(desk.run("status", {}), "events") == 0);
}

TEST_CASE("start begins a campaign for one customer, once unless asked again, and says why not") {
  Desk desk;
  desk.run("append",
           boost::json::object{{"events", boost::json::array{Desk::order("A", "2026-05-01T10:00:00Z")}}});
  const std::string launch =
      "serves = \"retention\"\ntrigger = { by_hand = true, where = \"orders > 0\" }\nstep = [ { after = "
      "\"1d\", to = "
      "\"step 1\" } ]\n";
  desk.open("launch", launch);
  const auto start = [&](boost::json::object arguments) {
    arguments["campaign"] = "launch";
    return text_at(desk.run("start", arguments), "reason").value_or("started");
  };
  const boost::json::object c1{{"customer", "c1"}}, c1_again{{"customer", "c1"}, {"again", true}};
  CHECK(start(c1) == "started");
  CHECK(start(c1) == "the customer started at 2026-06-01T12:00:00.000Z, and starts once");
  CHECK(start(c1_again) == "the customer is inside");
  desk.open("launch", "exit = { after = \"1h\" }\n" + launch);
  desk.run("append",
           boost::json::object{{"events", boost::json::array{Desk::order("B", "2026-05-02T10:00:00Z")}}});
  Journeys journeys(desk.database);
  journeys.end(journeys.running(1).front().id, JourneyEnd::Finished, desk.now, std::nullopt);
  CHECK(start(c1_again) == "started");

  CHECK_THROWS_WITH_AS(start({{"customer", "nobody"}}),
                       "no customer is known as \"nobody\"; give the shop's id, an address, or our number",
                       CommandError);
  CHECK_THROWS_WITH_AS(start({{"segment", "vip"}}), "there is no segment \"vip\"", CommandError);
  CHECK_THROWS_WITH_AS(start({}), "whom shall it start? give --customer ID or --segment NAME", CommandError);
  CHECK_THROWS_WITH_AS(desk.run("start", boost::json::object{{"campaign", "lunch"}, {"customer", "c1"}}),
                       "there is no campaign \"lunch\"; did you mean \"launch\"?", CommandError);
  desk.open("launch", "live = false\n" + launch);
  CHECK_THROWS_WITH_AS(
      start(c1), "the campaign launch is not live; write live = true into its file and reload", CommandError);
}

TEST_CASE("start begins a campaign for the members of a segment, whatever its trigger") {
  Desk desk;
  desk.run("append",
           boost::json::object{{"events", boost::json::array{Desk::order("A", "2026-05-31T10:00:00Z")}}});
  desk.open(
      "launch",
      "serves = \"retention\"\ntrigger = { event = \"Order Completed\" }\nstep = [ { after = \"1d\", then = "
      "\"exit\" } ]\n");
  desk.run("start", boost::json::object{{"campaign", "launch"}, {"segment", "lapsed"}});
  CHECK(Journeys(desk.database).running(1).empty());
  desk.run("start", boost::json::object{{"campaign", "launch"}, {"segment", "active-one-time"}});
  CHECK(Journeys(desk.database).running(1).size() == 1);
}

TEST_CASE("explain says what a campaign waits for, what was heard of it, and what speaks against a start") {
  Desk desk;
  desk.run("append",
           boost::json::object{{"events", boost::json::array{Desk::order("A", "2026-05-01T10:00:00Z")}}});
  const auto start = [&] {
    const auto explained = desk.run("explain", boost::json::object{{"customer", "c1"}});
    return start_of(explained);
  };
  desk.open("thanks",
            "serves = \"retention\"\ntrigger = { event = \"Order Completed\", one_per = \"order_id\" }\n"
            "step = [ { after = \"1d\" } ]\n");
  CHECK(
      start() ==
      R"({"by":"Order Completed","heard":"Order Completed at 2026-05-01T10:00:00.000Z","against":["Order Completed was known only 31d2h later, which is more than max_age"]})");
  desk.open("thanks",
            "serves = \"retention\"\ntrigger = { date = \"birthday\" }\nstep = [ { after = \"1d\" } ]\n");
  CHECK(
      start() ==
      R"({"by":"the date birthday of the customer","next":"no such date is known, or it is over","in_customers_time":true,"against":[]})");
}
