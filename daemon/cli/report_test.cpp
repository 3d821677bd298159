#include "cli/report.hpp"

#include <boost/json/array.hpp>
#include <doctest/doctest.h>

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
