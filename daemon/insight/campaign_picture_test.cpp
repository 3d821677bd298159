// Campaigns in words and as pictures.
#include "insight/campaign_picture.hpp"

#include "insight/campaign_words.hpp"
#include "insight/testing.hpp"

using namespace lifecycled;
using namespace lifecycled::insight_testing;

namespace {

const std::string rich = R"(title = "送給回頭客的春季新茶 🍵"
serves = "retention"
goal = { event = "Order Completed", within = "14d", target = "5%" }
exit = { event = ["Order Cancelled", "Order Refunded"], after = "60d" }
trigger = { segment_entered = "repeat" }
step = [
  { split = [ { path = "home", where = "country in ('NL', 'BE') or country is null" }, { path = "abroad", share = "30%" },
              { path = "rest" } ] },
  { id = "trial", path = "home", test = ["a/one", "a/two", "a/three", "a/four"], hold_out = "10%" },
  { wait_for = "Order Completed", at_most = "3d", if_not = "exit" },
]
)";

std::string drawn(const CampaignDefinition& campaign, const CampaignFlow& flow) {
  PlainLayout layout;
  return campaign_svg(campaign, flow, layout, "now");
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t out = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++out;
  return out;
}

}  // namespace

TEST_CASE("the picture holds the counts, and what people wrote is escaped") {
  Scratch shop;
  shop.some_people();
  const CampaignDefinition campaign = parsed(letters);
  PlainLayout layout;
  const std::string svg = campaign_svg(campaign, flow_of(shop.database, campaign), layout, "now");
  for (const char* words : {"Letters &lt;&amp;&gt;", "5 started", "1 waits", "1 reached the goal", "a · 4"}) {
    CAPTURE(words);
    CHECK(svg.find(words) != std::string::npos);
  }
  CHECK(svg.find("<&>") == std::string::npos);
  CHECK(svg.ends_with("</svg>\n"));
}

TEST_CASE("a picture tells every reason why people left, whole, at any count") {
  const CampaignDefinition campaign = parsed(letters);
  CampaignFlow flow;
  flow.steps.resize(campaign.steps.size());
  flow.steps.at(2).left = {{"exit by event", 8'890'123},
                           {"exit by condition", 1'234'567},
                           {"time limit", 987'654},
                           {"goal reached", 12'345'678}};
  const std::string svg = drawn(campaign, flow);
  for (const char* words : {">8,890,123 left: exit by event<", ">1,234,567 left: exit by condition<",
                            ">987,654 left: time limit<", ">12,345,678 reached the goal<"}) {
    CAPTURE(words);
    CHECK(svg.find(words) != std::string::npos);
  }
}

TEST_CASE("splits say who goes which way, tests all variants with their shares, and the goal its terms") {
  const CampaignDefinition campaign = parsed(rich, "rich");
  CampaignFlow flow;
  flow.steps.resize(campaign.steps.size());
  const std::string svg = drawn(campaign, flow), text = campaign_text(campaign, flow);
  for (const char* words : {"30 % by chance", "everyone else", "a/four", "25 % of the rest",
                            "10 % held out, to compare with", "goal: Order Completed, within 14d, target 5 %",
                            "exit if not", "Order Cancelled or Order Refunded, or after 60d"}) {
    CAPTURE(words);
    CHECK(svg.find(words) != std::string::npos);
    CHECK(text.find(words) != std::string::npos);
  }
  CHECK(svg.find(">where country in (") != std::string::npos);
  CHECK(text.find("home: where country in ('NL', 'BE') or country is null\n") != std::string::npos);
  CHECK(text.find("starts when somebody enters the segment repeat: 0 started, 0 inside") !=
        std::string::npos);
}

TEST_CASE("a test says of each variant who got it, and whom it brought to the goal") {
  const CampaignDefinition campaign = parsed(rich, "rich");
  CampaignFlow flow;
  flow.steps.resize(campaign.steps.size());
  flow.steps.at(1).variants = {{"a/one", {1218, 31}}, {"", {103, 7}}};
  const std::string svg = drawn(campaign, flow), text = campaign_text(campaign, flow);
  for (const char* words : {"1,218 so far, 31 reached the goal", "103 so far, 7 reached the goal"}) {
    CHECK(count(svg, words) == 1);
    CHECK(count(text, words) == 1);
  }
  CHECK(text.find("nothing: 10 % held out, to compare with; 103 so far, 7 reached the goal\n") !=
        std::string::npos);
}

TEST_CASE("every way has the head of an arrow") {
  const CampaignDefinition campaign = parsed(letters);
  CampaignFlow flow;
  flow.steps.resize(campaign.steps.size());
  // A head is the only shape of three straight sides.
  CHECK(count(drawn(campaign, flow), " Z\" fill=\"#75808c\"/>") == 7);
}

TEST_CASE("what a campaign starts by is a sentence") {
  const auto sentence = [](const std::string& trigger) {
    return start_sentence(
        parsed("serves = \"retention\"\ntrigger = { " + trigger + " }\nstep = [ { send = \"a\" } ]\n")
            .trigger);
  };
  CHECK(sentence("by_hand = true") == "starts by hand");
  CHECK(sentence("segment_left = \"vip\"") == "starts when somebody leaves the segment vip");
  CHECK(sentence("date = \"birthday\"") == "starts on the date birthday");
  CHECK(sentence("schedule = \"daily 10:00\", segment = \"vip\"") == "starts daily 10:00 for vip");
  CHECK(sentence("event = \"Order Completed\"") == "starts by Order Completed");
}

TEST_CASE("where the screen is dark the picture is, too") {
  const CampaignDefinition campaign = parsed(letters);
  CampaignFlow flow;
  flow.steps.resize(campaign.steps.size());
  const std::string svg = drawn(campaign, flow);
  CHECK(svg.find("prefers-color-scheme: dark") != std::string::npos);
  // Every ground that is drawn has its dark one.
  for (auto at = svg.find("<rect"); at != std::string::npos; at = svg.find("<rect", at + 1)) {
    const auto fill = svg.find("fill=\"#", at) + 6;
    const std::string color = svg.substr(fill, 7);
    if (svg[fill + 7] != '"') continue;  // a shadow
    CAPTURE(color);
    const bool is_strong = color == "#0d7a6f" || color == "#a8590b" || color == "#51606f" ||
                           color == "#4340a8" || color == "#83369c";
    CHECK((is_strong || svg.find("rect[fill=\"" + color + "\"]") != std::string::npos));
  }
}
