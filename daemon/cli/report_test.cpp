#include "cli/report.hpp"

#include <boost/json/array.hpp>
#include <doctest/doctest.h>

#include "cli/segment_report.hpp"

using namespace lifecycled;

TEST_CASE("numbers in --json are written as people and programs expect them") {
  const boost::json::value value = boost::json::object{{"half", 0.5},
                                                       {"many", 2500.0},
                                                       {"count", 3},
                                                       {"list", boost::json::array{1, nullptr, true}},
                                                       {"text", "a\"b"}};
  CHECK(json_text(value) == R"({"half":0.5,"many":2500,"count":3,"list":[1,null,true],"text":"a\"b"})");
}

TEST_CASE("the stages report names every stage with its count") {
  const boost::json::object stages{{"at", "1998-06-30T00:00:00.000Z"},
                                   {"stages", boost::json::object{{"prospect", 0}, {"lapsed", 7}}},
                                   {"total", 7},
                                   {"gaps", 3},
                                   {"shop_gap", "60d"}};
  CHECK(stages_report(stages) ==
        "stages of buying at 1998-06-30T00:00:00.000Z\n        0  prospect\n        7  lapsed\n        7  in "
        "all\n"
        "expected gap 60d (from 3 gaps)\n");
}

TEST_CASE("one is no plural") {
  const boost::json::object stages{
      {"at", ""}, {"stages", boost::json::object{}}, {"total", 1}, {"gaps", 1}, {"shop_gap", "60d"}};
  CHECK(stages_report(stages).find("(from 1 gap)\n") != std::string::npos);
  const boost::json::object segment{{"segment", "vip"}, {"title", "VIP"}, {"state", "ready"}, {"size", 1}};
  CHECK(segment_report(segment).find("\n  1 customer\n") != std::string::npos);
  const auto test_of = [](int people) {
    const boost::json::object variant{{"variant", "a/one"}, {"held_out", false}, {"people", people},
                                      {"goals", people},    {"rate", 1.0},       {"likely", {0.2, 1.0}}};
    return tests_report(
        {{"tests", boost::json::array{boost::json::object{{"campaign", "it"},
                                                          {"step", "try"},
                                                          {"shares_are_off", false},
                                                          {"variants", boost::json::array{variant}}}}}});
  };
  CHECK(test_of(1).find(" 1 person        1 goal   100.0%") != std::string::npos);
  CHECK(test_of(2).find(" 2 people        2 goals  100.0%") != std::string::npos);
}

TEST_CASE("explain shows the customer's own hours by the customer's clock") {
  const auto step = [](bool is_customers) {
    return boost::json::object{{"started_at", "2026-11-30T12:00:00.000Z"},
                               {"next", boost::json::object{{"step", "two: wait"},
                                                            {"at", "2026-12-01T23:00:00.000Z"},
                                                            {"in_customers_time", is_customers},
                                                            {"waits_for", "its moment"}}}};
  };
  const boost::json::object start{{"by", "the date birthday of the customer"},
                                  {"next", "2027-11-29T15:00:00.000Z"},
                                  {"in_customers_time", true}};
  const boost::json::object explanation{
      {"customer", 1},
      {"time_zone", "Asia/Tokyo"},
      {"campaigns",
       boost::json::array{boost::json::object{{"campaign", "birthday"},
                                              {"live", true},
                                              {"start", start},
                                              {"journeys", boost::json::array{step(true), step(false)}}}}}};
  const std::string said = explain_report(explanation);
  CHECK(said.find("next 2027-11-30 00:00:00 Asia/Tokyo\n") != std::string::npos);
  CHECK(said.find("next: two: wait 2026-12-02 08:00:00 Asia/Tokyo, waits") != std::string::npos);
  CHECK(said.find("next: two: wait 2026-12-01T23:00:00.000Z, waits") != std::string::npos);
}
