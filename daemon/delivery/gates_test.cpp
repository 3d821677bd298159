#include "delivery/gates.hpp"

#include <doctest/doctest.h>

#include "delivery/sending_hours.hpp"
#include "delivery/testing.hpp"
#include "store/customer_choices.hpp"
#include "store/customer_ties.hpp"

namespace lifecycled {
namespace {

using testing::add_reader;
using testing::at;
using testing::Desk;
using testing::queue_mail;
using testing::span;
using testing::withdraw;

std::string told(const Verdict& verdict) {
  if (const auto* never = std::get_if<Never>(&verdict)) return "never: " + never->reason;
  if (const auto* later = std::get_if<NotBefore>(&verdict))
    return "not before " + format_instant(later->at) + ": " + later->reason;
  return std::holds_alternative<Expired>(verdict) ? "expired" : "pass";
}

std::string ask(Desk& desk, DeliveryId id) {
  const DeliveryRow delivery = desk.row(id);
  const auto message = Messages(desk.database).find(delivery.message).value();
  return told(desk.outbox->gates().ask(desk.database, delivery, message, desk.clock.now()));
}

QuietHours hours(int from, int until) { return {std::chrono::minutes{from}, std::chrono::minutes{until}}; }

TEST_CASE("nothing in the way") {
  Desk desk;
  CHECK(ask(desk, desk.queue()) == "pass");
}

TEST_CASE("time left, to the millisecond") {
  Desk desk;
  const DeliveryId id = desk.queue();
  desk.clock.advance(span("3d") - Milliseconds{1});
  CHECK(ask(desk, id) == "pass");
  desk.clock.advance(Milliseconds{1});
  CHECK(ask(desk, id) == "expired");
}

TEST_CASE("the journey still wants it") {
  Desk desk;
  Campaigns campaigns(desk.database);
  JourneyRow journey;
  journey.campaign = campaigns.ensure("it");
  journey.version = campaigns.ensure_version(journey.campaign, "it", desk.clock.now());
  journey.customer = desk.anna;
  const auto verdict = [&](std::optional<JourneyEnd> end, MessageKind kind) {
    const JourneyId id = Journeys(desk.database).start(journey);
    if (end) Journeys(desk.database).end(id, *end, desk.clock.now(), std::nullopt);
    return ask(desk, queue_mail(desk.database, desk.anna, kind, desk.clock.now(), "welcome", id));
  };
  CHECK(verdict(std::nullopt, MessageKind::Marketing) == "pass");
  CHECK(verdict(JourneyEnd::GoalReached, MessageKind::Marketing) == "never: goal reached");
  CHECK(verdict(JourneyEnd::ExitEvent, MessageKind::Marketing) == "never: exit by event");
  CHECK(verdict(JourneyEnd::ExitCondition, MessageKind::Marketing) == "never: exit by condition");
  CHECK(verdict(JourneyEnd::CampaignEnded, MessageKind::Marketing) == "never: campaign ended");
  CHECK(verdict(JourneyEnd::CampaignEnded, MessageKind::Transactional) == "never: campaign ended");
  CHECK(verdict(JourneyEnd::GoalReached, MessageKind::Confirmation) == "never: goal reached");
  for (const JourneyEnd end : {JourneyEnd::Finished, JourneyEnd::TimeLimit, JourneyEnd::StepExit,
                               JourneyEnd::CampaignRemoved, JourneyEnd::Broken}) {
    CHECK(verdict(end, MessageKind::Marketing) == "pass");
  }
  // The receipt for what ended the journey still goes out.
  CHECK(verdict(JourneyEnd::GoalReached, MessageKind::Transactional) == "pass");
}

TEST_CASE("only_to holds everybody else back") {
  DeliverySettings settings;
  settings.only_to = {"@Shop.example", "anna@example.org"};
  Desk desk(settings);
  const auto verdict_for = [&](const std::string& mail) {
    const CustomerId customer = add_reader(desk.database, mail, desk.clock.now());
    return ask(desk, queue_mail(desk.database, customer, MessageKind::Transactional, desk.clock.now()));
  };
  CHECK(ask(desk, desk.queue()) == "pass");
  CHECK(verdict_for("test@shop.example") == "pass");
  CHECK(verdict_for("ben@example.org") == "never: not among [delivery] only_to");
  CHECK(verdict_for("test@evilshop.example") == "never: not among [delivery] only_to");
  CHECK(verdict_for("joanna@example.org") == "never: not among [delivery] only_to");
}

TEST_CASE("only_to knows a phone number however it is written") {
  DeliverySettings settings;
  settings.only_to = {"+31 (0)6 12345678"};
  CHECK(is_among_only_to(settings, "+31612345678"));
  CHECK_FALSE(is_among_only_to(settings, "+31612345679"));
}

TEST_CASE("consent and suppression") {
  Desk desk;
  const DeliveryId marketing = desk.queue();
  const DeliveryId receipt = desk.queue(MessageKind::Transactional);
  desk.clock.advance(Milliseconds{1});
  withdraw(desk.database, desk.anna, desk.clock.now());
  CHECK(ask(desk, marketing) == "never: consent withdrawn");
  CHECK(ask(desk, receipt) == "pass");
  const AddressId address = desk.row(receipt).address.value();
  Addresses(desk.database).suppress(address, "sms", "complaint", desk.clock.now());
  CHECK(ask(desk, receipt) == "pass");
  Addresses(desk.database).suppress(address, "email", "complaint", desk.clock.now());
  CHECK(ask(desk, receipt) == "never: suppressed: complaint");
}

TEST_CASE("rest stops marketing, also what waited when it began, but not the good-bye of that moment") {
  Desk desk;
  const DeliveryId before = desk.queue();
  desk.clock.advance(Milliseconds{1});
  const DeliveryId good_bye = desk.queue();
  Customers(desk.database).rest(desk.anna, desk.clock.now());
  desk.clock.advance(Milliseconds{1});
  const DeliveryId after = desk.queue();
  CHECK(ask(desk, before) == "never: the customer rests until a reaction");
  CHECK(ask(desk, good_bye) == "pass");
  CHECK(ask(desk, after) == "never: the customer rests until a reaction");
  CHECK(ask(desk, desk.queue(MessageKind::Transactional)) == "pass");
  Customers(desk.database).note_reaction(desk.anna, desk.clock.now());
  CHECK(ask(desk, after) == "pass");
}

TEST_CASE("marketing waits while a support case is open") {
  Desk desk;
  const DeliveryId offer = desk.queue(), receipt = desk.queue(MessageKind::Transactional);
  CustomerTies ties(desk.database);
  ties.tell(desk.anna, TieKind::SupportCase, "case 1", true, desk.clock.now());
  CHECK(ask(desk, offer) ==
        "not before " + format_instant(desk.clock.now() + span("15m")) + ": a support case is open");
  CHECK(ask(desk, receipt) == "pass");
  desk.clock.advance(span("1h"));
  ties.tell(desk.anna, TieKind::SupportCase, "case 1", false, desk.clock.now());
  CHECK(ask(desk, offer) == "pass");

  DeliverySettings settings;
  settings.hold_for_cases = false;
  Desk bold(settings);
  CustomerTies(bold.database).tell(bold.anna, TieKind::SupportCase, "case 1", true, bold.clock.now());
  CHECK(ask(bold, bold.queue()) == "pass");
}

TEST_CASE("quiet hours hold marketing until the customer's own morning") {
  DeliverySettings settings;
  settings.quiet_hours = hours(21 * 60, 8 * 60);
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  const DeliveryId receipt = desk.queue(MessageKind::Transactional);
  CHECK(ask(desk, id) == "pass");  // 14:00 in Amsterdam
  desk.clock.set(at("2026-03-05T20:00:00Z"));
  CHECK(ask(desk, id) == "not before 2026-03-06T07:00:00.000Z: quiet hours");
  CHECK(ask(desk, receipt) == "pass");
  desk.clock.set(at("2026-03-06T06:59:59Z"));
  CHECK(ask(desk, id) == "not before 2026-03-06T07:00:00.000Z: quiet hours");
  desk.clock.set(at("2026-03-06T07:00:00Z"));
  CHECK(ask(desk, id) == "pass");

  CustomerRow row = Customers(desk.database).find(desk.anna).value();
  row.time_zone = "America/New_York";
  Customers(desk.database).save_traits(row);
  CHECK(ask(desk, id) == "not before 2026-03-06T13:00:00.000Z: quiet hours");  // 02:00 there
}

TEST_CASE("a quiet span, over midnight or not, and on the days the clocks change") {
  const TimeZone zone = TimeZone::named("Europe/Amsterdam");
  const auto until = [&](QuietHours span_, const char* now) {
    const auto end = quiet_until(span_, zone, at(now));
    return end ? format_instant(*end) : "not quiet";
  };
  CHECK(until(hours(60, 120), "2026-03-05T00:00:00Z") == "2026-03-05T01:00:00.000Z");  // 01:00 there
  CHECK(until(hours(60, 120), "2026-03-04T23:59:59Z") == "not quiet");
  CHECK(until(hours(60, 120), "2026-03-05T01:00:00Z") == "not quiet");
  CHECK(until(hours(0, 0), "2026-03-05T01:00:00Z") == "not quiet");
  CHECK(until(hours(22 * 60, 7 * 60), "2026-03-04T23:30:00Z") == "2026-03-05T06:00:00.000Z");

  // 29 March: 02:00 becomes 03:00, the night is an hour shorter.
  CHECK(until(hours(22 * 60, 7 * 60), "2026-03-28T22:00:00Z") == "2026-03-29T05:00:00.000Z");
  CHECK(until(hours(22 * 60, 150), "2026-03-28T22:00:00Z") ==
        "2026-03-29T01:00:00.000Z");  // there is no 02:30
  // 25 October: 03:00 becomes 02:00, the night is an hour longer.
  CHECK(until(hours(22 * 60, 7 * 60), "2026-10-24T21:00:00Z") == "2026-10-25T06:00:00.000Z");
  CHECK(until(hours(22 * 60, 150), "2026-10-25T00:10:00Z") == "2026-10-25T00:30:00.000Z");  // the first 02:30
  CHECK(until(hours(22 * 60, 150), "2026-10-25T00:45:00Z") == "not quiet");
  CHECK(until(hours(22 * 60, 150), "2026-10-25T01:10:30Z") == "2026-10-25T01:30:00.000Z");  // the second
}

TEST_CASE("the cap counts what was claimed in the span, over all campaigns, marketing only") {
  DeliverySettings settings;
  settings.cap = MessageCap{2, span("7d")};
  Desk desk(settings);
  const Instant start = desk.clock.now();
  desk.queue(MessageKind::Transactional);
  for (int i = 0; i < 3; ++i) desk.queue();
  CHECK(desk.claim(2).size() == 2);  // the receipt and one
  desk.clock.advance(span("1d"));
  CHECK(desk.claim().size() == 1);
  const DeliveryId third = desk.queue();
  CHECK(ask(desk, third) == "not before " + format_instant(start + span("7d")) + ": cap");
  desk.clock.set(start + span("7d") - Milliseconds{1});
  const DeliveryId fourth = desk.queue();
  CHECK(ask(desk, fourth).starts_with("not before"));
  desk.clock.advance(Milliseconds{1});
  CHECK(ask(desk, fourth) == "pass");
  const CustomerId ben = add_reader(desk.database, "ben@example.org", desk.clock.now());
  CHECK(ask(desk, queue_mail(desk.database, ben, MessageKind::Marketing, desk.clock.now())) == "pass");
}

TEST_CASE("the shop's own people have neither quiet hours nor consents, nor a cap") {
  DeliverySettings settings;
  settings.quiet_hours = hours(1, 1439);
  settings.cap = MessageCap{1, span("7d")};
  settings.only_to = {"@shop.example"};
  Desk desk(settings);
  MessageRow message;
  message.customer = desk.anna;
  message.name = "call";
  message.created_at = desk.clock.now();
  message.expires_at = desk.clock.now() + span("1d");
  DeliveryRow delivery;
  delivery.message = Messages(desk.database).add(message);
  delivery.channel = "staff";
  delivery.idempotency_key = "x";
  CHECK(ask(desk, Deliveries(desk.database).add(delivery, desk.clock.now())) == "pass");
}

TEST_CASE("the first gate that is closed answers; each is named for explain") {
  DeliverySettings settings;
  settings.quiet_hours = hours(1, 1439);
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  desk.clock.advance(Milliseconds{1});
  withdraw(desk.database, desk.anna, desk.clock.now());
  const DeliveryRow delivery = desk.row(id);
  const auto message = Messages(desk.database).find(delivery.message).value();
  std::string gates;
  for (const auto& named : desk.outbox->gates().ask_each(desk.database, delivery, message, desk.clock.now()))
    gates += named.gate + " " + told(named.verdict) + "\n";
  CHECK(gates ==
        "time left pass\nprocessing pass\njourney pass\ncampaign pass\nonly_to pass\nconsent never: consent "
        "withdrawn\n"
        "topic pass\ncampaign opt-out pass\nrest pass\nbreak pass\nsupport case pass\n"
        "quiet hours not before 2026-03-05T22:59:00.000Z: quiet hours\nlegal hours pass\nchannel "
        "pass\nvolume pass\ncap pass\nturn "
        "pass\n");
  CHECK(ask(desk, id) == "never: consent withdrawn");
  desk.clock.advance(span("3d"));
  CHECK(ask(desk, id) == "expired");
}

TEST_CASE("a break holds marketing until it ends, and nothing else") {
  Desk desk;
  const DeliveryId mail = desk.queue(), receipt = desk.queue(MessageKind::Transactional);
  CustomerChoices choices(desk.database);
  choices.take_break(desk.anna, at("2026-03-06T13:00:00Z"), desk.clock.now());
  CHECK(ask(desk, mail) ==
        "not before 2026-03-06T13:00:00.000Z: the customer takes a break until 2026-03-06T13:00:00.000Z");
  CHECK(ask(desk, receipt) == "pass");
  choices.take_break(desk.anna, desk.clock.now(), desk.clock.now() + Milliseconds{1});
  CHECK(ask(desk, mail) == "pass");
}

TEST_CASE("who declined a topic while its message waited does not get it") {
  Desk desk;
  Campaigns campaigns(desk.database);
  const auto queue = [&](MessageKind kind) {
    MessageRow message;
    message.customer = desk.anna;
    message.campaign = campaigns.ensure("launch");
    message.name = "launch";
    message.kind = kind;
    message.created_at = desk.clock.now();
    message.expires_at = desk.clock.now() + span("3d");
    DeliveryRow delivery;
    delivery.message = Messages(desk.database).add(message);
    delivery.channel = "email";
    delivery.address = Addresses(desk.database).of_customer(desk.anna, "email").at(0).id;
    delivery.idempotency_key = "key" + std::to_string(delivery.message);
    return Deliveries(desk.database).add(delivery, desk.clock.now());
  };
  const DeliveryId mail = queue(MessageKind::Marketing), receipt = queue(MessageKind::Transactional);
  CustomerChoices choices(desk.database);
  choices.set_topic(campaigns.ensure("launch"), "new-products");
  CHECK(ask(desk, mail) == "pass");
  choices.choose_topic(desk.anna, "new-products", false, desk.clock.now());
  CHECK(ask(desk, mail) == "never: the customer declined the topic new-products");
  CHECK(ask(desk, receipt) == "pass");
}

}  // namespace
}  // namespace lifecycled
