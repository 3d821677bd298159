#include "message/link_tracking.hpp"

#include <map>

#include <doctest/doctest.h>

#include "base/random.hpp"
#include "message/html_links.hpp"

using namespace lifecycled;

namespace {

const auto signer = std::make_shared<const TokenSigner>(std::vector<std::string>{"key"});
const LinkTracking tracking("https://shop.example", "https://www.shop.example", signer);
const LinkTracking::IsTaken nobody = [](const LinkTarget&) { return false; };

ComposedMessage mail(std::string html, std::string text = "") {
  ComposedMessage message;
  message.fields["html"] = std::move(html);
  message.fields["text"] = std::move(text);
  return message;
}

TrackingOf clicks() {
  TrackingOf how;
  how.delivery = 300;
  how.clicks = true;
  return how;
}

std::string link_to(std::string_view url) {
  return "https://shop.example/l/" +
         signer->sign_short(click_purpose, to_payload(TrackedLink{300, target_hash(url)}));
}

}  // namespace

TEST_CASE("links of both parts become short ones, and the rest of the bytes stays") {
  ComposedMessage message = mail(
      R"(<p title="https://x"><a href="https://tea.example/?a=1&amp;b=2">Tea</a> <a href=https://b.example>b</a>)",
      "Tea: https://tea.example/?a=1&b=2.\nWho (https://b.example) writes httpx://no and http nothing");
  const auto targets = tracking.apply(message, clicks(), nobody);
  const std::string tea = link_to("https://tea.example/?a=1&b=2");
  const std::string b = link_to("https://b.example");
  CHECK(message.field("html") ==
        R"(<p title="https://x"><a href=")" + tea + R"(">Tea</a> <a href=")" + b + R"(">b</a>)");
  CHECK(message.field("text") == "Tea: " + tea + ".\nWho (" + b + ") writes httpx://no and http nothing");
  REQUIRE(targets.size() == 2);
  CHECK(targets[0].url == "https://tea.example/?a=1&b=2");
  CHECK(targets[1].url == "https://b.example");
}

TEST_CASE("our own links, other schemes and those that ask for it stay") {
  const std::string html =
      R"(<a href="https://shop.example/u/abc">no more</a><a href="mailto:a@b.example">mail</a>)"
      R"(<a href="tel:+31">call</a><a href="#top">up</a><a data-untracked href="https://law.example">terms</a>)";
  ComposedMessage message = mail(html, "https://shop.example/p/abc");
  CHECK(tracking.apply(message, clicks(), nobody).empty());
  CHECK(message.field("html") == html);
  CHECK(message.field("text") == "https://shop.example/p/abc");

  ComposedMessage shop = mail(R"(<a href="https://shop.example/uk/tea">)");
  CHECK(tracking.apply(shop, clicks(), nobody).size() == 1);
}

TEST_CASE("an address whose hash another one has stays as it is") {
  ComposedMessage message = mail(R"(<a href="https://a.example">a</a><a href="https://b.example">b</a>)");
  const auto targets = tracking.apply(
      message, clicks(), [](const LinkTarget& target) { return target.url == "https://a.example"; });
  CHECK(targets.size() == 1);
  CHECK(message.field("html") ==
        R"(<a href="https://a.example">a</a><a href=")" + link_to("https://b.example") + R"(">b</a>)");
}

TEST_CASE("without clicks nothing changes, and the picture is there if opens are counted") {
  ComposedMessage message = mail(R"(<body><a href="https://a.example">a</a></body>)");
  TrackingOf how = clicks();
  how.clicks = false;
  how.opens = true;
  CHECK(tracking.apply(message, how, nobody).empty());
  CHECK(message.field("html") ==
        R"(<body><a href="https://a.example">a</a><img src="https://shop.example/i/)" +
            signer->sign_short(open_purpose, open_payload(300)) + R"(" width="1" height="1" alt=""></body>)");
}

TEST_CASE("links to the shop are marked for its statistics, others are not") {
  CHECK(
      with_campaign_marks("https://shop.example/tea?x=a%20b#top", "email", "win back") ==
      "https://shop.example/tea?x=a%20b&utm_source=lifecycled&utm_medium=email&utm_campaign=win%20back#top");
  CHECK(with_campaign_marks("https://shop.example/?utm_source=me", "sms", "") ==
        "https://shop.example/?utm_source=me&utm_medium=sms");
  CHECK(with_campaign_marks("https://shop.example/a b", "sms", "x") == "https://shop.example/a b");

  ComposedMessage message = mail("", "https://tea.shop.example/x https://notshop.example/x");
  TrackingOf how = clicks();
  how.clicks = false;
  how.channel = "sms";
  how.campaign = "welcome";
  tracking.apply(message, how, nobody);
  CHECK(message.field("text") ==
        "https://tea.shop.example/x?utm_source=lifecycled&utm_medium=sms&utm_campaign=welcome "
        "https://notshop.example/x");
}

TEST_CASE("a link in a sentence ends where the sentence goes on") {
  ComposedMessage message =
      mail("", "(https://a.example/x), https://en.example/Tea_(meal) <https://b.example>!");
  tracking.apply(message, clicks(), nobody);
  CHECK(message.field("text") == "(" + link_to("https://a.example/x") + "), " +
                                     link_to("https://en.example/Tea_(meal)") + " <" +
                                     link_to("https://b.example") + ">!");
}

TEST_CASE("whatever the HTML is, putting the addresses back gives the same page") {
  const std::vector<std::string> pieces = {"<a href=\"https://a.example\">",
                                           "<a href='https://b.example/?x&amp;y'>",
                                           "<a href=\"https://c.example",
                                           "\"",
                                           "'",
                                           ">",
                                           "<",
                                           "<!--",
                                           "-->",
                                           "<style>",
                                           "</style>",
                                           "<a ",
                                           "href=\"",
                                           "é",
                                           " ",
                                           "data-untracked",
                                           "&",
                                           "</a>",
                                           "/"};
  SeededRandom random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string html;
    for (int i = 0; i < 12; ++i) html += pieces[random.number() % pieces.size()];
    ComposedMessage message = mail(html);
    const auto targets = tracking.apply(message, clicks(), nobody);
    const auto before = html_links(html);
    std::string restored = message.field("html");
    const auto after = html_links(restored);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = after.size(); i-- > 0;)
      restored.replace(after[i].at, after[i].size, html.substr(before[i].at, before[i].size));
    CHECK(restored == html);
    for (const HtmlLink& link : after) {
      if (!link.url.starts_with("https://shop.example/l/")) continue;
      const auto payload = signer->verify_short(click_purpose, link.url.substr(23));
      REQUIRE(payload);
      const TargetHash hash = tracked_link(*payload)->target;
      CHECK(std::ranges::count(targets, hash, &LinkTarget::hash) == 1);
    }
  }
}
