#include "store/consents.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

ConsentRow word(AddressId address, bool given, Instant at,
                ConsentPurpose purpose = ConsentPurpose::Marketing) {
  ConsentRow consent;
  consent.address = address;
  consent.channel = "email";
  consent.purpose = purpose;
  consent.given = given;
  consent.at = at;
  consent.source = "checkout";
  return consent;
}

// What is true after these words, told in this order.
bool given_after(std::initializer_list<std::pair<bool, Instant>> words) {
  ScratchDatabase scratch;
  Consents consents(scratch);
  const AddressId address = add_address(scratch, add_customer(scratch), "a@example.org");
  for (const auto& [given, at] : words) consents.record(word(address, given, at), some_noon + 100h);
  const auto current = consents.current(address, "email", ConsentPurpose::Marketing);
  REQUIRE(current);
  return current->given;
}

}  // namespace

TEST_CASE("whoever was never asked has given nothing and withdrawn nothing") {
  ScratchDatabase scratch;
  const AddressId address = add_address(scratch, add_customer(scratch), "a@example.org");
  CHECK_FALSE(Consents(scratch).current(address, "email", ConsentPurpose::Marketing));
}

TEST_CASE("the latest word by its own time holds, however late it is learnt") {
  const Instant monday = some_noon, tuesday = some_noon + 24h;
  CHECK(given_after({{false, monday}, {true, tuesday}}));
  CHECK_FALSE(given_after({{true, monday}, {false, tuesday}}));
  // An import tells of Monday when Tuesday is known already.
  CHECK_FALSE(given_after({{false, tuesday}, {true, monday}}));
  CHECK(given_after({{true, tuesday}, {false, monday}}));
}

TEST_CASE("of two words of one moment the withdrawal holds, in either order") {
  CHECK_FALSE(given_after({{true, some_noon}, {false, some_noon}}));
  CHECK_FALSE(given_after({{false, some_noon}, {true, some_noon}}));
  CHECK(given_after({{true, some_noon}, {true, some_noon}}));
}

TEST_CASE("what holds now tells since when") {
  ScratchDatabase scratch;
  Consents consents(scratch);
  const AddressId address = add_address(scratch, add_customer(scratch), "a@example.org");
  consents.record(word(address, true, some_noon), some_noon + 5h);
  CHECK(consents.current(address, "email", ConsentPurpose::Marketing)->at == some_noon);
}

TEST_CASE("channels and purposes are asked apart, and so are addresses") {
  ScratchDatabase scratch;
  Consents consents(scratch);
  const CustomerId anna = add_customer(scratch);
  const AddressId address = add_address(scratch, anna, "a@example.org");
  const AddressId other = add_address(scratch, anna, "b@example.org");
  consents.record(word(address, true, some_noon), some_noon);
  CHECK_FALSE(consents.current(address, "sms", ConsentPurpose::Marketing));
  CHECK_FALSE(consents.current(address, "email", ConsentPurpose::Profiling));
  CHECK_FALSE(consents.current(other, "email", ConsentPurpose::Marketing));
}

TEST_CASE("the ledger keeps every word with its circumstances, in the order of their time") {
  ScratchDatabase scratch;
  Consents consents(scratch);
  const AddressId address = add_address(scratch, add_customer(scratch), "a@example.org");
  ConsentRow yes = word(address, true, some_noon);
  yes.wording = "Ja, ich möchte Neues erfahren";
  yes.language = "de";
  yes.event = 42;
  ConsentRow no = word(address, false, some_noon + 2h);
  no.source = "one-click";
  ConsentRow on_phone = word(address, true, some_noon - 9h, ConsentPurpose::Profiling);
  on_phone.channel = "sms";
  // Told in another order than it happened.
  for (const ConsentRow& consent : {no, on_phone, yes}) consents.record(consent, some_noon + 50h);

  const auto history = consents.history(address);
  REQUIRE(history.size() == 3);
  CHECK(history[0].channel == "email");
  CHECK(history[0].purpose == ConsentPurpose::Marketing);
  CHECK(history[0].given);
  CHECK(history[0].at == some_noon);
  CHECK(history[0].source == "checkout");
  CHECK(history[0].wording == yes.wording);
  CHECK(history[0].language == "de");
  CHECK(history[0].event == 42);
  CHECK(history[0].address == address);
  CHECK_FALSE(history[1].given);
  CHECK(history[1].source == "one-click");
  CHECK_FALSE(history[1].wording);
  CHECK_FALSE(history[1].event);
  CHECK(history[2].channel == "sms");
  CHECK(history[2].purpose == ConsentPurpose::Profiling);
  CHECK(history[2].at == some_noon - 9h);
}
