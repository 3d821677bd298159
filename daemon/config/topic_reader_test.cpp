#include "config/topic_reader.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

std::vector<TopicSettings> read(std::string_view text, std::string& mistakes) {
  Problems problems;
  const auto root = parse_toml(text, "lifecycled.toml", problems);
  REQUIRE(root.has_value());
  auto out = read_topics(*root, "nl", problems);
  for (const Problem& problem : problems.sorted()) mistakes += to_string(problem) + "\n";
  return out;
}

}  // namespace

TEST_CASE("topics have titles by language, or one in the shop's") {
  std::string mistakes;
  const auto topics = read(
      "offers = \"Acties\"\n[new-products]\nen = \"New products\"\nzh-hant = \"\u65b0\u54c1\"\n", mistakes);
  CHECK(mistakes.empty());
  REQUIRE(topics.size() == 2);
  CHECK(topics[0].name == "offers");
  CHECK(topics[0].titles.at("nl") == "Acties");
  CHECK(topics[1].titles.at("en") == "New products");
  CHECK(topics[1].titles.count("zh-Hant") == 1);
}

TEST_CASE("what is wrong with topics is said at its place") {
  std::string mistakes;
  read("\"New Products\" = \"x\"\noffers = 3\nnews = { english_ = \"x\" }\nempty = {}\n", mistakes);
  CHECK(
      mistakes ==
      "lifecycled.toml:1:1: a topic cannot be called \"New Products\"; use small letters, digits, \"-\" and "
      "\"_\"\n"
      "lifecycled.toml:2:10: a topic's title is a text of 1 to 200 bytes; write offers = \"Offers\", or "
      "offers "
      "= { en = \"Offers\", nl = \"Acties\" }\n"
      "lifecycled.toml:3:10: \"english_\" is no language; write offers = \"Offers\", or offers = { en = "
      "\"Offers\", nl = \"Acties\" }\n"
      "lifecycled.toml:4:1: the topic empty has no title; write offers = \"Offers\", or offers = { en = "
      "\"Offers\", nl = \"Acties\" }\n");
}
