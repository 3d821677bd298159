// Retention runs by itself, by the clock: nothing of a kind goes before its period is over, all of it after.
#include "cli/housekeeping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include "store/retention_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

struct House {
  ScratchFolder folder;
  VirtualClock clock{some_noon};
  SystemRandom random;
  boost::asio::io_context io;
  Wake wake{io.get_executor(), clock};
  std::size_t slices = 0, woken = 0;
  std::optional<Store> store;

  House() {
    {
      Database database(folder.database_file(), Database::Mode::ReadWrite);
      keep_one_of_each(database);
    }
    store.emplace(io.get_executor(), Store::Settings{folder.database_file(), 1, {}});
    Household household{
        *store, clock, random, Log(), [this] { return ++slices, RetentionSettings{}; }, [this] { ++woken; }};
    boost::asio::co_spawn(io, keep_house(std::move(household), wake), boost::asio::detached);
  }
  ~House() {
    wake.close();
    io.run_for(Milliseconds{2000});
    store.reset();
  }

  // What is left at that time, once every chore had its turn.
  std::string left_after(Milliseconds age) {
    clock.set(some_noon + age);
    const std::size_t until = slices + 3 * chore_count;
    for (int tries = 0; slices < until && tries < 5000; ++tries) {
      wake.notify();
      io.restart();
      io.run_for(Milliseconds{1});
    }
    CHECK(slices >= until);
    Database database(folder.database_file(), Database::Mode::ReadOnly);
    return what_is_kept(database);
  }
};

}  // namespace

TEST_CASE("each kind of data goes by itself when its period is over, and none before") {
  House house;
  const auto days = [](int count) { return count * day_length; };
  // Texts, quarantine, carts, events, messages, steps of journeys, people to be erased.
  CHECK(house.left_after(days(90)) == "1 1 1 2 1 1 0");
  CHECK(house.left_after(days(91)) == "0 0 1 2 1 1 0");
  CHECK(house.left_after(days(180)) == "0 0 1 2 1 1 0");
  CHECK(house.left_after(days(181)) == "0 0 0 2 1 1 0");
  CHECK(house.left_after(days(730)) == "0 0 0 2 1 1 0");
  CHECK(house.left_after(days(732)) == "0 0 0 1 0 0 0");
  CHECK(house.left_after(days(1095)) == "0 0 0 1 0 0 0");
  CHECK(house.woken == 0);
  CHECK(house.left_after(days(1096)) == "0 0 0 1 0 0 1");
  CHECK(house.woken >= 1);
}
