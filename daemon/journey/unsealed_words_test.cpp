// Somebody who can write to the database, and lacks the key, puts words of consent into the log.
#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/consent_chain.hpp"
#include "store/log_testing.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

const std::string on_yes = R"(serves = "retention"
trigger = { event = "Consent Given" }
step = [ { send = "hello", kind = "transactional" } ]
)";
const char* const word = R"({"channel": "email", "email": "vic@example.org", "text": "forged"})";

}  // namespace

TEST_CASE("a word that we have not taken in writes no consent, starts nothing and makes nobody known") {
  for (const char* name : {"Consent Given", "Consent Withdrawn", "Consent Asked", "Address Changed"}) {
    for (const char* user : {"anna", "vic"}) {
      CAPTURE(name);
      CAPTURE(user);
      Shop shop(Shop::Files{{"yes", on_yes}});
      shop.track("anna", "Customer Identified", R"({"email": "anna@example.org"})");
      const EventId event = testing::put_into_log(shop.database, name, user, word);
      shop.settle();
      CHECK_FALSE(ConsentChain(shop.database).head().has_value());
      CHECK(shop.messages("anna") == "");
      CHECK(Addresses(shop.database).of_customer(1).size() == 1);
      CHECK(Customers(shop.database).count() == 1);
      CHECK(shop.has_logged("consent.unsealed"));
      // What it says stays where an erasure looks for it, and nowhere else.
      const auto kept = Quarantine(shop.database).latest(9);
      REQUIRE(kept.size() == 1);
      CHECK(kept[0].reason == "a word of consent in the log that we have not taken in");
      CHECK(kept[0].body.find("forged") != std::string::npos);
      CHECK(Events(shop.database).find(event)->body == "{}");
      CHECK_FALSE(Events(shop.database).find(event)->user_id.has_value());
    }
  }
}

TEST_CASE("a word that was changed before it was read is set aside, and the next one counts") {
  Shop shop(Shop::Files{{"yes", on_yes}});
  shop.track("anna", "Customer Identified", R"({"email": "anna@example.org"})");
  const EventId event = shop.say("anna", "Consent Given", R"({"channel": "email", "purpose": "profiling"})");
  testing::change_in_log(shop.database, event, R"({"channel": "email"})");
  shop.settle();
  CHECK_FALSE(ConsentChain(shop.database).head().has_value());
  CHECK(shop.has_logged("consent.unsealed"));
  shop.track("anna", "Consent Given", R"({"channel": "email"})");
  CHECK(ConsentChain(shop.database).head()->entries == 1);
  CHECK(shop.messages("anna") != "");
}

}  // namespace lifecycled
