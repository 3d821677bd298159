#include "store/customer_choices.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("of two words about a break the later one counts, and a past moment ends it") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(from_ms(1));
  CustomerChoices choices(database);
  CHECK_FALSE(choices.on_break_until(anna, from_ms(1)).has_value());
  choices.take_break(anna, from_ms(900), from_ms(100));
  choices.take_break(anna, from_ms(500), from_ms(50));  // said before, heard after
  CHECK(choices.on_break_until(anna, from_ms(200)) == from_ms(900));
  CHECK_FALSE(choices.on_break_until(anna, from_ms(900)).has_value());
  choices.take_break(anna, from_ms(800), from_ms(100));  // of the same moment
  CHECK(choices.on_break_until(anna, from_ms(200)) == from_ms(900));
  choices.take_break(anna, from_ms(300), from_ms(300));
  CHECK_FALSE(choices.on_break_until(anna, from_ms(300)).has_value());
}

TEST_CASE("of two words about how often the later one counts, of one moment the one for less") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(from_ms(1));
  CustomerChoices choices(database);
  CHECK_FALSE(choices.wants_fewer(anna));
  choices.choose_fewer(anna, true, from_ms(100));
  choices.choose_fewer(anna, false, from_ms(50));   // said before, heard after
  choices.choose_fewer(anna, false, from_ms(100));  // of the same moment
  CHECK(choices.wants_fewer(anna));
  choices.choose_fewer(anna, false, from_ms(200));
  CHECK_FALSE(choices.wants_fewer(anna));
}

TEST_CASE("a topic is declined for this customer and for campaigns of that topic alone") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const CustomerId anna = Customers(database).create(from_ms(1));
  const CustomerId ben = Customers(database).create(from_ms(1));
  Campaigns campaigns(database);
  const CampaignId launch = campaigns.ensure("launch"), welcome = campaigns.ensure("welcome");
  CustomerChoices choices(database);
  choices.set_topic(launch, "new-products");
  choices.choose_topic(anna, "new-products", false, from_ms(100));
  choices.choose_topic(anna, "new-products", true, from_ms(100));  // of the same moment: the no
  choices.choose_topic(anna, "offers", true, from_ms(100));
  CHECK(choices.declined_topic(anna, launch) == "new-products");
  CHECK_FALSE(choices.declined_topic(anna, welcome).has_value());
  CHECK_FALSE(choices.declined_topic(ben, launch).has_value());
  const auto topics = choices.topics(anna);
  REQUIRE(topics.size() == 2);
  CHECK(topics[0].topic == "new-products");
  CHECK_FALSE(topics[0].is_wanted);
  CHECK(topics[1].is_wanted);

  choices.choose_topic(anna, "new-products", true, from_ms(200));
  CHECK_FALSE(choices.declined_topic(anna, launch).has_value());
  choices.choose_topic(anna, "new-products", false, from_ms(300));
  choices.set_topic(launch, "");  // the campaign's file says so no more
  CHECK_FALSE(choices.declined_topic(anna, launch).has_value());
}
