#include "cli/data_command.hpp"

#include <doctest/doctest.h>

#include "base/json_fields.hpp"
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

  Database database{":memory:", Database::Mode::ReadWrite};
  Configuration configuration;
  SeededRandom random{1};
  Instant now = *parse_instant("2026-06-01T12:00:00Z");
  std::unique_ptr<Reactor> reactor;
};

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

TEST_CASE("what cannot be an event is refused as a whole") {
  Desk desk;
  CHECK_THROWS_AS(
      desk.run("append",
               boost::json::object{{"events", boost::json::array{boost::json::object{{"name", "X"}}}}}),
      CommandError);
  CHECK_THROWS_AS(desk.run("append", {}), CommandError);
  CHECK(number_at(desk.run("status", {}), "events") == 0);
}
