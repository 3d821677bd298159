#include "delivery/sending_hours.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;

const TimeZone amsterdam = TimeZone::named("Europe/Amsterdam");

struct Phone {
  std::string country, zone, number = "+33612345678";
  LegalHourOverrides overrides;

  std::string from(const char* now) const {
    CustomerRow customer;
    if (!country.empty()) customer.country = country;
    if (!zone.empty()) customer.time_zone = zone;
    AddressRow phone;
    phone.kind = "phone";
    phone.normal = number;
    const auto moment = legal_from(overrides, customer, phone, amsterdam, at(now));
    return !moment ? "never" : *moment == at(now) ? "now" : format_instant(*moment);
  }
};

TEST_CASE("France: 8 to 22 o'clock, not on Sundays and public holidays") {
  const Phone phone{"FR", "Europe/Paris"};
  CHECK(phone.from("2026-03-06T12:00:00Z") == "now");                       // a Friday
  CHECK(phone.from("2026-03-06T06:59:59Z") == "2026-03-06T07:00:00.000Z");  // 07:59:59 there
  CHECK(phone.from("2026-03-06T21:00:00Z") == "2026-03-07T07:00:00.000Z");  // 22:00 there
  CHECK(phone.from("2026-03-07T21:30:00Z") == "2026-03-09T07:00:00.000Z");  // over the Sunday
  CHECK(phone.from("2026-03-28T21:30:00Z") == "2026-03-30T06:00:00.000Z");  // the clocks change on it
  CHECK(phone.from("2026-04-06T12:00:00Z") == "2026-04-07T06:00:00.000Z");  // Easter Monday
  CHECK(phone.from("2026-05-14T12:00:00Z") == "2026-05-15T06:00:00.000Z");  // Ascension
  CHECK(phone.from("2026-05-25T12:00:00Z") == "2026-05-26T06:00:00.000Z");  // Whit Monday
  CHECK(phone.from("2026-07-14T12:00:00Z") == "2026-07-15T06:00:00.000Z");
  CHECK(phone.from("2025-04-21T12:00:00Z") == "2025-04-22T06:00:00.000Z");  // Easter Monday of 2025
  CHECK(phone.from("2011-04-25T12:00:00Z") == "2011-04-26T06:00:00.000Z");  // nearly the latest there is
}

TEST_CASE("the number tells the country where the customer does not") {
  CHECK(Phone{}.from("2026-03-08T12:00:00Z") == "2026-03-09T07:00:00.000Z");
  CHECK(Phone{"NL"}.from("2026-03-08T12:00:00Z") == "now");
  CHECK(Phone{"", "", "+31612345678"}.from("2026-03-08T03:00:00Z") == "now");
}

TEST_CASE("where the receiver's zone is not known, the whole country must be awake") {
  const Phone american{"US"};
  CHECK(american.from("2026-03-05T13:30:00Z") ==
        "2026-03-05T18:00:00.000Z");  // 8 in Honolulu, 13 in New York
  CHECK(american.from("2026-03-06T02:30:00Z") == "2026-03-06T18:00:00.000Z");  // 21:30 in New York
  CHECK(Phone{"US", "America/New_York"}.from("2026-03-05T13:30:00Z") == "now");
}

TEST_CASE("the shop's word before ours") {
  Phone phone{"FR"};
  phone.overrides["FR"] = std::nullopt;
  CHECK(phone.from("2026-03-08T03:00:00Z") == "now");
  phone.overrides["FR"] = parse_week_hours("mon-fri 10:00-19:00");
  CHECK(phone.from("2026-03-07T12:00:00Z") == "2026-03-09T09:00:00.000Z");
  CHECK(phone.from("2026-04-06T12:00:00Z") == "2026-04-07T08:00:00.000Z");  // holidays stay
  Phone german{"DE"};
  german.overrides["DE"] = parse_week_hours("mon-sat 08:00-20:00");
  CHECK(german.from("2026-03-08T12:00:00Z") == "2026-03-09T07:00:00.000Z");
  german.overrides["DE"] = WeekHours{};
  CHECK(german.from("2026-03-08T12:00:00Z") == "never");
}

}  // namespace
}  // namespace lifecycled
