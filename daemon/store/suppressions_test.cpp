#include "store/suppressions.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

const SuppressedThing ben{"email", "ben@mail.shop.example"};

std::vector<std::string> reasons(const std::vector<SuppressionRow>& rows) {
  std::vector<std::string> out;
  for (const SuppressionRow& row : rows) out.emplace_back(to_text(row.why));
  return out;
}

}  // namespace

TEST_CASE("what stands against an address: its own, its channel's and its domains'") {
  ScratchDatabase scratch;
  scratch.database.use_ledger_key("a key");
  Suppressions suppressions(scratch);
  CHECK(suppressions.against("email", ben.value, "email").empty());
  CHECK(suppressions.add(ben, "email", SuppressionReason::HardBounce, some_noon));
  CHECK_FALSE(suppressions.add(ben, "email", SuppressionReason::HardBounce, some_noon + day_length));
  CHECK(suppressions.add({"domain", "shop.example"}, "", SuppressionReason::DoNotContact, some_noon));
  using Texts = std::vector<std::string>;
  CHECK(reasons(suppressions.against("email", ben.value, "email")) == Texts{"hard bounce", "do not contact"});
  CHECK(reasons(suppressions.against("email", ben.value, "news")) == Texts{"do not contact"});
  CHECK(reasons(suppressions.against("email", "anna@shop.example", "email")) == Texts{"do not contact"});
  CHECK(suppressions.against("email", "anna@another-shop.example", "email").empty());
  CHECK(suppressions.against("phone", "+31612345678", "sms").empty());
  CHECK(suppressions.of(ben).at(0).since == some_noon);

  CHECK(suppressions.remove(ben).size() == 1);
  CHECK(suppressions.remove(ben).empty());
  CHECK(suppressions.counts().size() == 1);
  CHECK(suppressions.latest(9).at(0).is_domain);
}

TEST_CASE("an erasure is lifted by a yes that is newer, and nothing else is") {
  ScratchDatabase scratch;
  Suppressions suppressions(scratch);
  suppressions.add(ben, "", SuppressionReason::Erased, some_noon);
  suppressions.add(ben, "", SuppressionReason::DoNotContact, some_noon);
  suppressions.lift_erasure(ben, some_noon);
  CHECK(suppressions.of(ben).size() == 2);
  suppressions.lift_erasure(ben, some_noon + Milliseconds{1});
  REQUIRE(suppressions.of(ben).size() == 1);
  CHECK(suppressions.of(ben)[0].why == SuppressionReason::DoNotContact);
}

TEST_CASE("the list holds no address, and without its key nobody can try one out") {
  ScratchDatabase scratch;
  scratch.database.use_ledger_key("a key");
  Suppressions suppressions(scratch);
  suppressions.add(ben, "", SuppressionReason::DoNotContact, some_noon);
  CHECK(scratch.database.sweep());
  for (const auto& entry : std::filesystem::directory_iterator(scratch.folder.path()))
    CHECK(read_file(entry.path()).find("shop.example") == std::string::npos);
  scratch.database.use_ledger_key("another");
  CHECK(suppressions.of(ben).empty());
}

TEST_CASE("the domains of an address") {
  using Texts = std::vector<std::string>;
  CHECK(domains_of("a@mail.shop.example") == Texts{"mail.shop.example", "shop.example", "example"});
  CHECK(domains_of("a@localhost") == Texts{"localhost"});
  CHECK(domains_of("no address").empty());
  CHECK(domains_of("a@").empty());
}
