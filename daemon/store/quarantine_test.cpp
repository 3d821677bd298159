#include "store/quarantine.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

TEST_CASE("what was not understood is kept as it came, with the reason, latest first") {
  ScratchDatabase scratch;
  Quarantine quarantine(scratch);
  CHECK(quarantine.count() == 0);
  const std::string bytes("\xFF\0{", 3);
  quarantine.add(EventSource::Http, "not UTF-8", bytes, some_noon);
  quarantine.add(EventSource::Import, "line 7: no name", "{}", some_noon + 1h);
  quarantine.add(EventSource::Http, "the body is empty", "", some_noon + 2h);
  CHECK(quarantine.count() == 3);
  const auto latest = quarantine.latest(10);
  REQUIRE(latest.size() == 3);
  CHECK(latest[0].body.empty());
  CHECK(latest[0].received_at == some_noon + 2h);
  CHECK(latest[1].reason == "line 7: no name");
  CHECK(latest[2].body == bytes);
  CHECK(latest[2].id < latest[1].id);
  CHECK(quarantine.latest(1).size() == 1);
}

TEST_CASE("by which door it came is kept, so that it can be read there once more") {
  ScratchDatabase scratch;
  Quarantine quarantine(scratch);
  quarantine.add(EventSource::Http, "a", "1", some_noon);
  quarantine.add(EventSource::Http, "b", "2", some_noon, 7, {"intake/own", "orders", some_noon - 1h});
  quarantine.add(EventSource::Http, "c", "3", some_noon);
  const auto second = quarantine.find(2);
  REQUIRE(second);
  CHECK(second->event == 7);
  CHECK(second->source == EventSource::Http);
  CHECK(second->door.name == "intake/own");
  CHECK(second->door.topic == "orders");
  CHECK(second->door.sent_at == some_noon - 1h);
  CHECK(quarantine.before(2, 10).size() == 1);
  CHECK(quarantine.after(1, 1).front().id == 2);
  CHECK(quarantine.find(1)->door.name.empty());
  quarantine.note_reason(2, "another");
  CHECK(quarantine.find(2)->reason == "another");
  quarantine.remove(2);
  CHECK_FALSE(quarantine.find(2));
  CHECK_FALSE(quarantine.find(9));
  CHECK(quarantine.count() == 2);
}
