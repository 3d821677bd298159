#include "message/links.hpp"

#include <doctest/doctest.h>

#include "base/link_payload.hpp"

namespace lifecycled {
namespace {

TEST_CASE("what is signed into a link comes back from it, and only from its own kind") {
  const auto signer = std::make_shared<TokenSigner>(std::vector<std::string>{"secret"});
  const LinkMaker maker("https://news.example", signer);
  const MessageLinks links = maker.links(7, 42, "email", "order.1/ü");
  const std::string unsubscribe_start = "https://news.example/u/", rating_start = "https://news.example/r/";
  REQUIRE(links.unsubscribe.starts_with(unsubscribe_start));
  REQUIRE(links.feedback.starts_with(rating_start));
  const std::string unsubscribe_token = links.unsubscribe.substr(unsubscribe_start.size());
  const std::string rating_token = links.feedback.substr(rating_start.size());

  const auto unsubscribe = signer->verify(unsubscribe_purpose, unsubscribe_token);
  REQUIRE(unsubscribe.has_value());
  CHECK(unsubscribe_link(*unsubscribe) == UnsubscribeLink{7, 42, "email"});
  const auto rating = signer->verify(rating_purpose, rating_token);
  REQUIRE(rating.has_value());
  CHECK(rating_link(*rating) == RatingLink{7, 42, "order.1/ü"});

  const auto view = signer->verify(view_purpose, links.view_in_browser.substr(rating_start.size()));
  REQUIRE(view.has_value());
  CHECK(view_link(*view) == ViewLink{7, 42});
  const auto preferences = signer->verify(preferences_purpose, links.preferences.substr(rating_start.size()));
  REQUIRE(preferences.has_value());
  CHECK(unsubscribe_link(*preferences) == UnsubscribeLink{7, 42, "email"});

  const auto confirm = signer->verify(confirm_purpose, links.confirm.substr(rating_start.size()));
  REQUIRE(confirm.has_value());
  CHECK(unsubscribe_link(*confirm) == UnsubscribeLink{7, 42, "email"});
  const auto nps = signer->verify(nps_purpose, links.nps.substr(rating_start.size()));
  REQUIRE(nps.has_value());
  CHECK(rating_link(*nps) == RatingLink{7, 42, "order.1/ü"});

  CHECK_FALSE(signer->verify(rating_purpose, unsubscribe_token).has_value());
  CHECK_FALSE(signer->verify(unsubscribe_purpose, rating_token).has_value());
  CHECK_FALSE(TokenSigner({"another"}).verify(unsubscribe_purpose, unsubscribe_token).has_value());
  CHECK(maker.links(8, 42, "email", "").unsubscribe != links.unsubscribe);
}

}  // namespace
}  // namespace lifecycled
