#include "cli/date_check.hpp"

#include <doctest/doctest.h>

#include "store/customers.hpp"

namespace lifecycled {
namespace {

TEST_CASE("check warns of a date that no customer has, with the nearest property, once there are customers") {
  Database database(":memory:", Database::Mode::ReadWrite);
  Configuration configuration;
  Problems mistakes;
  for (const char* date : {"birthdy", "renews_at", "birthday", "known_since"})
    configuration.campaigns.push_back(
        parse_campaign(date,
                       std::string("serves = \"retention\"\ntrigger = { date = \"") + date +
                           "\" }\nstep = [ { send = \"hello\" } ]\n",
                       std::string(date) + ".toml", mistakes));
  REQUIRE_FALSE(mistakes.has_errors());
  const auto told = [&] {
    Problems problems;
    check_dates(database, configuration, problems);
    std::string out;
    for (const Problem& problem : problems.sorted()) out += to_string(problem) + "\n";
    return out;
  };
  CHECK(told() == "");
  Customers customers(database);
  CustomerRow row = customers.find(customers.create(parse_instant("2026-03-05T12:00:00Z").value())).value();
  row.properties = R"({"birthday": "1990-03-05"})";
  customers.save_traits(row);
  CHECK(told() ==
        "birthdy.toml:2:20: warning: no customer has the date \"birthdy\"; did you mean \"birthday\"?\n"
        "renews_at.toml:2:20: warning: no customer has the date \"renews_at\"; your shop sends it with "
        "identify\n");
}

}  // namespace
}  // namespace lifecycled
