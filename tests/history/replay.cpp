// history_replay ORDERS.csv LIFECYCLED.toml OUT UNTIL [SLICE_US [MOMENTS]]
//
// Walks an order history through the real rooms under a virtual clock and writes down who was handed what
// when. A moment is worked like this: what is due by time comes first, then what happens at that moment is
// appended and taken in, then what is queued leaves and is accepted at once. SLICE_US is how long a slice of
// the reactor lasts, MOMENTS how many moments share a transaction: neither may change a byte of
//
//   OUT/sent.tsv      moment, customer, recipient, message, channel, language, subject
//   OUT/withheld.tsv  moment, customer, message, why
//   OUT/journeys.tsv  began, customer, campaign, entry key, ended, how
//   OUT/stages.tsv    kind, moment, customers by stage; of reports also gaps and quantile in days
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "audience/stage_report.hpp"
#include "delivery/outbox.hpp"
#include "delivery/stock.hpp"
#include "journey/reactor.hpp"
#include "store/messages.hpp"
#include "story.hpp"

namespace lifecycled::history {
namespace {

constexpr std::size_t claims_at_once = 50;

struct Arguments {
  std::filesystem::path orders, settings, out;
  Instant until;
  std::chrono::microseconds slice = std::chrono::seconds{10};
  int moments_in_transaction = 500;
};

Configuration read_configuration(const std::filesystem::path& file) {
  LoadedConfiguration loaded = load_configuration(file);
  if (loaded.problems.has_errors()) throw std::runtime_error(to_string(loaded.problems.sorted().front()));
  return std::move(loaded.configuration);
}

ReactorSettings reactor_settings(const Configuration& configuration) {
  const Settings& settings = configuration.settings;
  const TimeZone zone = TimeZone::named(settings.shop.time_zone);
  FactSettings facts{settings.shop.currency, zone, {}};
  for (const ChannelSettings& channel : settings.channels) facts.reaches[channel.name] = channel.reaches;
  return {message_queue_settings(settings, configuration.messages), facts, settings.stages, zone};
}

OutboxSettings outbox_settings(const Settings& settings) {
  return {settings.delivery,
          settings.channels,
          {settings.delivery, TimeZone::named(settings.shop.time_zone), settings.channels}};
}

// The 15th at noon and the last millisecond of each month.
std::vector<Instant> sample_moments(Instant from, Instant until) {
  using namespace std::chrono;
  std::vector<Instant> out;
  const year_month_day first{floor<days>(from)};
  for (year_month month = first.year() / first.month(); sys_days{month / 1} < until; month += months{1}) {
    out.emplace_back(sys_days{month / 15} + hours{12});
    out.emplace_back(sys_days{(month + months{1}) / 1} - Milliseconds{1});
  }
  std::erase_if(out, [&](Instant at) { return at < from || at >= until; });
  return out;
}

class Replay {
 public:
  Replay(const Arguments& arguments, Configuration configuration, std::vector<Happening> story)
      : arguments_(arguments),
        configuration_(std::move(configuration)),
        story_(std::move(story)),
        start_(std::chrono::floor<std::chrono::days>(story_.front().at)),
        samples_(sample_moments(start_, arguments.until)),
        clock_(start_),
        database_(arguments.out / "scratch.db", Database::Mode::ReadWrite),
        outbox_(outbox_settings(configuration_.settings), random_),
        stock_(configuration_, LinkMaker("https://shop.example", signer_),
               LinkTracking("https://shop.example", "https://shop.example", signer_), clock_, problems_),
        reactor_(database_, reactor_settings(configuration_),
                 {configuration_.campaigns, configuration_.events}, random_, start_, log()),
        sent_(arguments.out / "sent.tsv"),
        stages_(arguments.out / "stages.tsv") {
    if (problems_.has_errors()) throw std::runtime_error(to_string(problems_.sorted().front()));
    database_.execute("PRAGMA synchronous = OFF");
  }

  void run() {
    database_.begin();
    std::size_t told = 0, sampled = 0;
    for (std::int64_t moments = 0;; ++moments) {
      std::optional<Instant> at = next_due_;
      const auto consider = [&](Instant moment) { at = at ? std::min(*at, moment) : moment; };
      if (told < story_.size()) consider(story_[told].at);
      if (sampled < samples_.size()) consider(samples_[sampled]);
      if (!at || *at >= arguments_.until) break;
      if (*at < clock_.now()) throw std::runtime_error("due in the past: " + format_instant(*at));
      clock_.set(*at);
      react();
      std::vector<NewEvent> events;
      for (; told < story_.size() && story_[told].at == *at; ++told) events.push_back(story_[told].event);
      if (Events(database_).append(events, *at) != events.size())
        throw std::runtime_error("an event of the story was taken for a known one");
      react();
      deliver();
      if (sampled < samples_.size() && samples_[sampled] == *at) {
        write_stages("live", *at, Customers(database_).count_by_stage(), "");
        write_report("report", samples_[sampled++]);
      }
      if (moments % arguments_.moments_in_transaction == 0) {
        database_.commit();
        database_.begin();
      }
    }
    for (const Instant at : samples_) write_report("hindsight", at);
    database_.commit();
    write_withheld();
    write_journeys();
    check_nothing_left();
  }

 private:
  static Log log() {
    return Log([](LogLevel, std::string_view line) { std::cerr << line << '\n'; }, LogLevel::Warning);
  }

  void react() {
    Reactor::Slice slice;
    do slice = reactor_.run(database_, clock_.now(), arguments_.slice);
    while (slice.more);
    next_due_ = slice.next_due;
  }

  void deliver() {
    for (const ChannelSettings& channel : configuration_.settings.channels) {
      while (true) {
        const auto claims = outbox_.claim(database_, channel.name, clock_.now(), claims_at_once);
        if (claims.empty()) break;
        hand_over(channel.name, claims);
        react();
      }
    }
  }

  void hand_over(const std::string& channel, const std::vector<Claim>& claims) {
    std::vector<Rendered> rendered;
    std::map<DeliveryId, OutboundMessage> outbound;
    for (const Claim& claim : claims) {
      auto composed = stock_.compose(database_, claim);
      if (!composed.rendered.failure.empty()) throw std::runtime_error(composed.rendered.failure);
      outbound[claim.delivery.id] = std::move(composed.outbound);
      rendered.push_back(std::move(composed.rendered));
    }
    std::vector<Answer> answers;
    for (const Claim& claim : outbox_.keep_rendered(database_, claims, rendered, clock_.now())) {
      const OutboundMessage& message = outbound.at(claim.delivery.id);
      fmt::print(sent_, "{}\t{}\t{}\t{}\t{}\t{}\t{}\n", format_instant(clock_.now()),
                 name_of(claim.message.customer), message.recipient, claim.message.name, channel,
                 message.language, message.subject);
      AttemptResult accepted;
      accepted.outcome = Outcome::Accepted;
      answers.push_back({claim.ticket, claim.delivery.id, accepted});
    }
    outbox_.record(database_, channel, answers, true, clock_.now());
  }

  std::string name_of(CustomerId customer) {
    return Customers(database_).identifier(customer, IdentifierKind::UserId).value();
  }

  void write_withheld() {
    std::ofstream out(arguments_.out / "withheld.tsv");
    const auto write = [&](const MessageRow& message, const std::string& why) {
      fmt::print(out, "{}\t{}\t{}\t{}\n", format_instant(message.created_at), name_of(message.customer),
                 message.name, why);
    };
    Messages messages(database_);
    for (MessageId id = 1; const auto message = messages.find(id); ++id) {
      if (message->withheld) write(*message, *message->withheld);
      for (const DeliveryRow& delivery : Deliveries(database_).of_message(id)) {
        if (delivery.state == DeliveryState::Withheld) write(*message, delivery.reason);
        if (delivery.state != DeliveryState::Withheld && delivery.state != DeliveryState::Accepted)
          throw std::runtime_error(
              fmt::format("message {} ended as {}: {}", id, to_text(delivery.state), delivery.reason));
      }
    }
  }

  void write_journeys() {
    std::ofstream out(arguments_.out / "journeys.tsv");
    Journeys journeys(database_);
    for (JourneyId id = 1; const auto journey = journeys.find(id); ++id) {
      fmt::print(out, "{}\t{}\t{}\t{}\t{}\t{}\n", format_instant(journey->started_at),
                 name_of(journey->customer), Campaigns(database_).name(journey->campaign), journey->entry_key,
                 journey->ended_at ? format_instant(*journey->ended_at) : "-",
                 journey->end ? to_text(*journey->end) : "runs");
    }
  }

  void write_stages(std::string_view kind, Instant at,
                    const std::array<std::int64_t, all_stages.size()>& customers, const std::string& more) {
    fmt::print(stages_, "{}\t{}", kind, format_instant(at));
    for (const std::int64_t count : customers) fmt::print(stages_, "\t{}", count);
    fmt::print(stages_, "{}\n", more);
  }

  void write_report(std::string_view kind, Instant at) {
    const StageReport report = report_stages(database_, reactor_.stage_rules(), at);
    const std::string quantile = report.quantile_days ? std::to_string(*report.quantile_days) : "-";
    write_stages(kind, at, report.customers, fmt::format("\t{}\t{}", report.gaps, quantile));
  }

  void check_nothing_left() {
    for (const auto& [channel, length] : Deliveries(database_).queue_lengths()) {
      if (length > 0) throw std::runtime_error("something is left in the queue of " + channel);
    }
  }

  const Arguments& arguments_;
  Configuration configuration_;
  std::vector<Happening> story_;
  Instant start_;
  std::vector<Instant> samples_;
  VirtualClock clock_;
  SeededRandom random_{1};
  Problems problems_;
  Database database_;
  Outbox outbox_;
  std::shared_ptr<const TokenSigner> signer_ =
      std::make_shared<TokenSigner>(std::vector<std::string>{"history history history hi"});
  DeliveryStock stock_;
  Reactor reactor_;
  std::optional<Instant> next_due_;
  std::ofstream sent_, stages_;
};

int run(const std::vector<std::string>& words) {
  if (words.size() < 4) {
    std::cerr << "usage: history_replay ORDERS.csv LIFECYCLED.toml OUT UNTIL [SLICE_US [MOMENTS]]\n";
    return 2;
  }
  Arguments arguments{words[0], words[1], words[2], parse_instant(words[3]).value()};
  if (words.size() > 4) arguments.slice = std::chrono::microseconds{std::stoll(words[4])};
  if (words.size() > 5) arguments.moments_in_transaction = std::stoi(words[5]);
  std::filesystem::create_directories(arguments.out);
  Configuration configuration = read_configuration(arguments.settings);
  const ShopSettings& shop = configuration.settings.shop;
  auto story = read_story(arguments.orders, shop.currency, TimeZone::named(shop.time_zone));
  if (story.empty()) throw std::runtime_error("the history is empty");
  Replay(arguments, std::move(configuration), std::move(story)).run();
  return 0;
}

}  // namespace
}  // namespace lifecycled::history

int main(int count, char** words) {
  try {
    return lifecycled::history::run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "history_replay: " << error.what() << '\n';
    return 1;
  }
}
