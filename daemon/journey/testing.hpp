// For the tests of this room: a small shop with its own database and clock, campaigns as the TOML that people
// write, and what came of it as lines that can be read aloud. Each test's own thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "config/load.hpp"
#include "journey/reactor.hpp"
#include "store/segments.hpp"

namespace lifecycled::testing {

inline Instant at(std::string_view text) {
  const auto instant = parse_instant(text);
  if (!instant) throw std::invalid_argument("not a moment: " + std::string(text));
  return *instant;
}

inline Milliseconds span(std::string_view text) {
  const auto duration = parse_duration(text);
  if (!duration) throw std::invalid_argument("not a duration: " + std::string(text));
  return *duration;
}

// The events that we ship.
inline const EventCatalogue& shipped_events() {
  static const EventCatalogue events =
      load_configuration(LIFECYCLED_SOURCE_DIR "/config/lifecycled.toml").configuration.events;
  return events;
}

// Counts on the kernel's chance to fail at a moment of the test's choosing.
class FailingRandom final : public Random {
 public:
  void fill(std::span<unsigned char> out) override {
    if (fails) throw std::runtime_error("chance has run out");
    seeded_.fill(out);
  }
  bool fails = false;

 private:
  SeededRandom seeded_{1};
};

// A Thursday at noon in Amsterdam's winter.
constexpr std::string_view opening_time = "2026-03-05T11:00:00Z";

class Shop {
 public:
  using Files = std::map<std::string, std::string>;  // campaign name -> TOML

  explicit Shop(Files campaigns, std::string_view opens = opening_time) : clock(at(opens)) {
    settings_.facts.shop_currency = "EUR";
    settings_.facts.shop_zone = settings_.shop_zone;
    settings_.facts.reaches = {
        {"email", "email"}, {"sms", "phone"}, {"whatsapp", "phone"}, {"staff", "shop"}};
    for (const auto& [name, kind] : settings_.facts.reaches) {
      ChannelSettings channel;
      channel.name = name;
      channel.reaches = kind;
      settings_.messages.channels.push_back(channel);
    }
    for (const char* message : {"hello", "second", "third", "thanks"})
      settings_.messages.message_channels[message] = {"email", "sms", "whatsapp"};
    settings_.messages.message_channels["mail-only"] = {"email"};
    settings_.messages.message_channels["call"] = {"staff"};
    open(std::move(campaigns));
  }
  explicit Shop(std::string campaign, std::string_view opens = opening_time)
      : Shop(Files{{"it", std::move(campaign)}}, opens) {}

  ReactorSettings& settings() { return settings_; }

  // As a reload does it: the new one is made beside the old.
  void open(Files campaigns) {
    Problems problems;
    Reactor::Campaigns given{{}, shipped_events(), segments};
    for (const SegmentDefinition& segment : segments) Segments(scratch()).ensure(segment.name);
    for (auto& [name, text] : campaigns) {
      auto campaign = parse_campaign(name, std::move(text), name + ".toml", problems);
      compile_campaign(scratch(), campaign, given.events, problems);
      given.definitions.push_back(std::move(campaign));
    }
    for (const Problem& problem : problems.sorted()) {
      if (problem.severity == Problem::Severity::Error) throw std::invalid_argument(to_string(problem));
    }
    Log log([this](LogLevel, std::string_view line) { log_lines.emplace_back(line); }, LogLevel::Debug);
    std::unique_ptr<Reactor> next;
    database.atomically([&] {
      next = std::make_unique<Reactor>(database, settings_, std::move(given), random, clock.now(), log);
    });
    reactor_ = std::move(next);
  }
  Reactor& reactor() { return *reactor_; }

  // Something happened; the reactor has not looked yet.
  EventId say(std::string_view user, std::string_view name, std::string body = "{}",
              std::optional<Instant> occurred_at = std::nullopt) {
    NewEvent event;
    event.name = name;
    event.user_id = std::string(user);
    event.occurred_at = occurred_at.value_or(clock.now());
    event.body = std::move(body);
    return Events(database).append(event, clock.now());
  }
  // The same, and the reactor has done all that follows now.
  void track(std::string_view user, std::string_view name, std::string body = "{}",
             std::optional<Instant> occurred_at = std::nullopt) {
    say(user, name, std::move(body), occurred_at);
    settle();
  }
  void order(std::string_view user, std::string_view id, std::optional<Instant> occurred_at = std::nullopt,
             std::string_view total = "10") {
    track(user, "Order Completed",
          R"({"order_id": ")" + std::string(id) + R"(", "total": )" + std::string(total) + "}", occurred_at);
  }
  // Somebody with a mail address, in this time zone, who has said yes to mail.
  void welcome(std::string_view user, std::string_view zone = "Europe/Amsterdam") {
    track(user, "Customer Identified",
          R"({"email": ")" + std::string(user) + R"(@example.org", "time_zone": ")" + std::string(zone) +
              "\"}");
    agree(user, "email");
  }
  void agree(std::string_view user, std::string_view channel) {
    track(user, "Consent Given", R"({"channel": ")" + std::string(channel) + "\"}");
  }

  // All that is due now. Says when the next thing is.
  std::optional<Instant> settle() {
    for (int slices = 0; slices < 100'000; ++slices) {
      Reactor::Slice slice;
      database.atomically([&] { slice = reactor_->run(database, clock.now(), slice_length); });
      if (!slice.more) return slice.next_due;
    }
    throw std::runtime_error("the reactor does not come to rest");
  }
  // Time goes by, and everything happens when it is due.
  void pass_until(Instant end) {
    for (auto next = settle(); next && *next <= end; next = settle()) clock.set(std::max(*next, clock.now()));
    clock.set(end);
    settle();
  }
  void pass(std::string_view duration) { pass_until(clock.now() + span(duration)); }

  CustomerId customer(std::string_view user) {
    return Customers(database).find_by(IdentifierKind::UserId, user).value();
  }
  CustomerRow profile(std::string_view user) { return Customers(database).find(customer(user)).value(); }

  // "2026-03-05 12:00 hello email", a line a message in the order decided, in Amsterdam's time.
  std::string messages(std::string_view user) {
    std::string out;
    auto rows = Messages(database).of_customer(customer(user), 1000);
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      out += local(row->created_at) + " " + row->name;
      for (const DeliveryRow& delivery : Deliveries(database).of_message(row->id))
        out += " " + delivery.channel;
      if (row->withheld) out += " (" + *row->withheld + ")";
      out += "\n";
    }
    return out;
  }
  // "finished 2026-03-05 12:00", a line a journey in the order of their starts.
  std::string journeys(std::string_view user, std::string_view campaign = "it") {
    std::string out;
    for (const JourneyRow& row : journey_rows(user, campaign)) {
      out += row.end ? std::string(to_text(*row.end)) + " " + local(*row.ended_at) : "running";
      out += "\n";
    }
    return out;
  }
  std::vector<JourneyRow> journey_rows(std::string_view user, std::string_view campaign = "it") {
    return Journeys(database).of_customer(Campaigns(database).find(campaign).value().id, customer(user));
  }
  // "0 queued: email", a line a step of the customer's last journey; "1 passed, heard Order Delivered".
  std::string steps(std::string_view user, std::string_view campaign = "it") {
    std::string out;
    for (const JourneyStepRow& step : Journeys(database).steps(journey_rows(user, campaign).back().id)) {
      out += std::to_string(step.step) + " " + std::string(to_text(step.result));
      if (!step.waited.empty()) out += ", " + step.waited;
      if (!step.detail.empty()) out += ": " + step.detail;
      out += "\n";
    }
    return out;
  }
  std::string local(Instant when) const {
    const TimeZone zone = settings_.shop_zone;
    const std::chrono::year_month_day day{zone.day_of(when)};
    const auto time = zone.time_of_day(when);
    const auto two = [](auto number) {
      return (number < 10 ? "0" : "") + std::to_string(static_cast<long>(number));
    };
    return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) +
           "-" + two(static_cast<unsigned>(day.day())) + " " + two(time.count() / 60) + ":" +
           two(time.count() % 60);
  }
  bool has_logged(std::string_view event) const {
    for (const std::string& line : log_lines) {
      if (line.find(event) != std::string::npos) return true;
    }
    return false;
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  VirtualClock clock;
  FailingRandom random;
  std::chrono::microseconds slice_length = std::chrono::seconds{10};
  std::vector<std::string> log_lines;
  std::vector<SegmentDefinition> segments;  // taken by the next open()

 private:
  // Campaigns are checked against a connection of their own, as `check` does.
  static Database& scratch() {
    static Database database(":memory:", Database::Mode::ReadWrite);
    static ProfileFunctions functions(database, "EUR");
    return database;
  }

  ReactorSettings settings_{
      {}, {"EUR", TimeZone::named("Europe/Amsterdam"), {}}, {}, TimeZone::named("Europe/Amsterdam")};
  std::unique_ptr<Reactor> reactor_;
};

}  // namespace lifecycled::testing
