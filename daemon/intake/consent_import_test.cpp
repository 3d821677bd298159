#include "intake/consent_import.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace lifecycled;

namespace {

constexpr Instant now = from_ms(1'772'712'000'000);  // 2026-03-05T12:00:00Z

struct Imported {
  std::vector<NewEvent> events;
  std::string refused, mistakes, unused;
};

Imported import(const std::string& text, std::map<std::string, std::string> map = {}) {
  std::istringstream in(text);
  ConsentImport import(
      in, {std::move(map), {{"email", "email"}, {"sms", "phone"}}, TimeZone::named("Europe/Amsterdam")}, now);
  Imported out;
  for (const std::string& mistake : import.mistakes()) out.mistakes += mistake + "\n";
  for (const std::string& column : import.unused_columns()) out.unused += column + "\n";
  ImportSlice slice;
  for (bool more = true; more;) {
    more = import.next(slice, 2);
    for (NewEvent& event : slice.events) out.events.push_back(std::move(event));
    for (const RefusedRow& row : slice.refused) out.refused += fmt::format("{}: {}\n", row.line, row.reason);
  }
  return out;
}

}  // namespace

TEST_CASE("a row is a word with its evidence, the same every time") {
  const std::string file =
      "customer_id,at,source,email,text,language,ip,given\n"
      "anna,2024-01-31 09:00,checkout,Anna@example.org,\"Yes, write to me\",en,192.0.2.1,yes\n"
      "bert,2024-02-01,paper form,bert@example.org,,,,no\n";
  const Imported first = import(file);
  CHECK(first.mistakes + first.refused + first.unused == "");
  REQUIRE(first.events.size() == 2);
  CHECK(first.events[0].name == "Consent Given");
  CHECK(format_instant(first.events[0].occurred_at) == "2024-01-31T08:00:00.000Z");
  CHECK(first.events[0].user_id == "anna");
  CHECK(first.events[0].source == EventSource::Import);
  CHECK(first.events[0].body ==
        R"({"channel":"email","purpose":"marketing","email":"Anna@example.org","source":"checkout",)"
        R"("text":"Yes, write to me","language":"en","ip":"192.0.2.1"})");
  CHECK(first.events[1].name == "Consent Withdrawn");
  CHECK(import(file).events[0].message_id == first.events[0].message_id);
  CHECK(first.events[0].message_id != first.events[1].message_id);
}

TEST_CASE("JSON Lines say the same as CSV") {
  const Imported lines =
      import(R"({"customer_id": "anna", "at": "2024-01-31T08:00:00Z", "source": "app", "channel": "sms",)"
             R"( "phone": "+31 6 12345678", "purpose": "profiling", "given": true, "seat": 7})"
             "\n\n[1]\n{\"customer_id\": \"bert\"}\n");
  REQUIRE(lines.events.size() == 1);
  CHECK(lines.events[0].body ==
        R"({"channel":"sms","purpose":"profiling","phone":"+31 6 12345678","source":"app"})");
  CHECK(lines.refused == "3: the line is no JSON object\n4: source is empty: how was it said?\n");
}

TEST_CASE("what is no evidence is refused with its reason") {
  const std::string head = "customer_id,at,source,channel,email,phone,purpose,given\n";
  const auto refused = [&](const std::string& row) { return import(head + row + "\n").refused; };
  CHECK(refused(",2024-01-31,form,,a@b.example,,,") == "2: customer_id is empty\n");
  CHECK(refused("a,2024-01-31,,,a@b.example,,,") == "2: source is empty: how was it said?\n");
  CHECK(refused("a,31/1/24,form,,a@b.example,,,") ==
        "2: at is no time such as 2026-01-31, 2026-01-31 09:00:00 or 2026-01-31T09:00:00Z\n");
  CHECK(refused("a,2027-01-31,form,,a@b.example,,,") == "2: at lies in the future\n");
  CHECK(refused("a,2024-01-31,form,,,,,") == "2: channel is empty: which one was agreed to?\n");
  CHECK(refused("a,2024-01-31,form,fax,,,,") == "2: there is no channel \"fax\" here\n");
  CHECK(refused("a,2024-01-31,form,sms,a@b.example,,,") ==
        "2: the phone is missing: a consent is for an address\n");
  CHECK(refused("a,2024-01-31,form,email,nobody,,,") == "2: \"nobody\" is no email\n");
  CHECK(refused("a,2024-01-31,form,email,a@b.example,,fun,") ==
        "2: purpose \"fun\": marketing, transactional and profiling are known\n");
  CHECK(refused("a,2024-01-31,form,email,a@b.example,,,perhaps") ==
        "2: given \"perhaps\": write yes or no\n");
  CHECK(import("customer_id,at,source,email,ip\na,2024-01-31,form,a@b.example,not an ip\n").refused ==
        "2: ip \"not an ip\" is no IP address; leave it empty where it is not known\n");
  CHECK(refused("a,2024-01-31") == "2: the row has 2 fields, the header 8\n");
}

TEST_CASE("a header without the needed columns is told, and others are named") {
  CHECK(import("klant,when,source\n").mistakes ==
        "the column customer_id is missing; if it has another name, say --map THEIRS=customer_id\n"
        "the column at is missing; if it has another name, say --map THEIRS=at\n"
        "a column email, phone or address is missing: a consent is for an address\n");
  const Imported mapped = import("klant,when,source,email,seat\nanna,2024-01-31,form,a@b.example,7\n",
                                 {{"klant", "customer_id"}, {"when", "at"}});
  CHECK(mapped.mistakes == "");
  CHECK(mapped.unused == "seat\n");
  CHECK(mapped.events.size() == 1);
  CHECK(import("").mistakes == "the file is empty; its first line must name the columns\n");
}
