#include "liquid/value.hpp"

#include <limits>

#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using lifecycled::liquid::testing::json;

TEST_CASE("an object keeps its order, and finds keys few or many") {
  Object object;
  for (int i = 0; i < 100; ++i) object.set("key" + std::to_string((i * 37) % 100), Value(i));
  CHECK(object.size() == 100);
  CHECK(object.begin()->key == "key0");
  CHECK(object.find("key37")->integer() == 1);
  CHECK(object.find("key100") == nullptr);
  object.set("key37", Value("new"));
  CHECK(object.size() == 100);
  CHECK(object.find("key37")->string() == "new");
}

TEST_CASE("of equal keys the last one counts in the place of the first") {
  std::vector<Object::Entry> entries;
  for (int i = 0; i < 30; ++i) entries.push_back({"k" + std::to_string(i % 12), Value(i)});
  const Object object(std::move(entries));
  CHECK(object.size() == 12);
  CHECK(object.begin()->key == "k0");
  CHECK(object.find("k0")->integer() == 24);
  CHECK(object.find("k7")->integer() == 19);
}

TEST_CASE("copies share, and only the last owner may change a string") {
  Value one("text");
  CHECK(one.own_string() != nullptr);
  const Value two = one;
  CHECK(one.own_string() == nullptr);
  CHECK(&one.string() == &two.string());
}

TEST_CASE("only nil and false are false") {
  CHECK_FALSE(Value().is_truthy());
  CHECK_FALSE(Value(false).is_truthy());
  CHECK(Value(0).is_truthy());
  CHECK(Value("").is_truthy());
  CHECK(Value(Array{}).is_truthy());
}

TEST_CASE("JSON keeps large integers exact") {
  const Value value =
      json(R"({"a": 9007199254740993, "b": 18446744073709551615, "c": [null, true, 1.5, "x"]})");
  CHECK(value.object().find("a")->integer() == 9007199254740993);
  CHECK(value.object().find("b")->huge() == Wide{18446744073709551615U});
  CHECK(value.object().find("c")->array().size() == 4);
}

TEST_CASE("a range counts its numbers without overflow") {
  CHECK(Range{1, 3}.size() == 3);
  CHECK(Range{3, 1}.size() == 0);
  CHECK(Range{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}.size() ==
        std::numeric_limits<std::uint64_t>::max());
}
