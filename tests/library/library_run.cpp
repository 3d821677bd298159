// library_run LIFECYCLED.toml STORY OUT UNTIL
//
// Lets a shop's life happen under a virtual clock in the daemon's own rooms, put together as the daemon does
// it, and writes down who was handed what. STORY has a JSON object a line, in order of time:
//   {"at": "2026-03-02T09:00:00Z", "customer": "anna", "event": "Order Completed", "body": {...}}
//   {"at": ..., "event": "Product Back In Stock", "body": {...}}                   without a customer: the
//   shop's own word
//   {"at": ..., "start": "vip-launch", "customer": "anna"}                         `lifecycled start`; or
//   "segment"
// OUT gets  moment TAB customer TAB message TAB channel  for each that was handed over, then a line "--",
// then customer TAB campaign TAB how the journey ended (or "runs"), and what was withheld with its reason.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include "base/json_fields.hpp"
#include "cli/data_command.hpp"
#include "cli/engine.hpp"
#include "store/campaigns.hpp"
#include "store/journeys.hpp"
#include "store/messages.hpp"

namespace lifecycled::library {
namespace {

namespace json = boost::json;

constexpr std::size_t claims_at_once = 50;

struct Happening {
  Instant at;
  std::optional<std::string> customer, start, segment;
  NewEvent event;
};

std::vector<Happening> read_story(const std::string& file) {
  std::ifstream in(file);
  std::vector<Happening> out;
  for (std::string line; std::getline(in, line);) {
    std::string mistake;
    const auto said = parse_json(line, mistake);
    if (!said) throw std::runtime_error(mistake + ": " + line);
    Happening happening;
    happening.at = parse_instant(text_at(*said, "at").value()).value();
    happening.customer = text_at(*said, "customer");
    happening.start = text_at(*said, "start");
    happening.segment = text_at(*said, "segment");
    NewEvent& event = happening.event;
    event.name = text_at(*said, "event").value_or("");
    event.message_id = fmt::format("story-{}", out.size());
    event.occurred_at = happening.at;
    event.user_id = happening.customer;
    const auto* body = member(*said, "body");
    event.body = body ? json::serialize(*body) : "{}";
    out.push_back(std::move(happening));
  }
  return out;
}

class Life {
 public:
  Life(Configuration configuration, std::vector<Happening> story, const std::string& out)
      : configuration_(std::move(configuration)),
        story_(std::move(story)),
        clock_(story_.front().at),
        database_(":memory:", Database::Mode::ReadWrite),
        reactor_(make_reactor(database_, configuration_, random_, clock_.now(), log())),
        outbox_(make_outbox(configuration_.settings, random_)),
        stock_(make_stock(configuration_, "https://news.example",
                          std::make_shared<TokenSigner>(std::vector<std::string>{"library library library"}),
                          clock_)),
        out_(out) {}

  void run(Instant until) {
    for (std::size_t told = 0;;) {
      settle();
      std::optional<Instant> at = due_;
      if (told < story_.size()) at = at ? std::min(*at, story_[told].at) : story_[told].at;
      if (!at || *at > until) break;
      clock_.set(std::max(*at, clock_.now()));
      settle();  // what is due by time comes before what happens at that moment
      if (told < story_.size() && story_[told].at == clock_.now()) happen(story_[told++]);
    }
    write_ends();
  }

 private:
  static Log log() {
    return Log([](LogLevel, std::string_view line) { std::cerr << line << '\n'; }, LogLevel::Warning);
  }

  void happen(const Happening& happening) {
    if (!happening.start) {
      const std::vector<NewEvent> events{happening.event};
      Events(database_).append(events, clock_.now());
      return;
    }
    json::object arguments{{"campaign", *happening.start}};
    if (happening.customer) arguments["customer"] = *happening.customer;
    if (happening.segment) arguments["segment"] = *happening.segment;
    CommandContext context{database_, *reactor_, configuration_, clock_.now()};
    run_start(context, arguments);
  }

  // All that is due now, and all that leaves by it. `due_` is when something is due next.
  void settle() {
    for (bool again = true; again;) {
      due_.reset();
      Reactor::Slice slice;
      do slice = reactor_->run(database_, clock_.now(), std::chrono::seconds{10});
      while (slice.more);
      due_ = slice.next_due;
      again = deliver();
    }
  }

  bool deliver() {
    bool any = false;
    for (const ChannelSettings& channel : configuration_.settings.channels) {
      while (true) {
        const auto claims = outbox_->claim(database_, channel.name, clock_.now(), claims_at_once);
        if (claims.empty()) break;
        hand_over(channel.name, claims);
        any = true;
      }
      const auto next = Deliveries(database_).next_due(channel.name, clock_.now());
      if (next) due_ = due_ ? std::min(*due_, *next) : *next;
    }
    return any;
  }

  void hand_over(const std::string& channel, const std::vector<Claim>& claims) {
    std::vector<Rendered> rendered;
    for (const Claim& claim : claims) {
      auto composed = stock_->compose(database_, claim);
      if (!composed.rendered.failure.empty()) throw std::runtime_error(composed.rendered.failure);
      rendered.push_back(std::move(composed.rendered));
    }
    std::vector<Answer> answers;
    for (const Claim& claim : outbox_->keep_rendered(database_, claims, rendered, clock_.now())) {
      fmt::print(out_, "{}\t{}\t{}\t{}\n", format_instant(clock_.now()), name_of(claim.message.customer),
                 claim.message.name, channel);
      AttemptResult accepted;
      accepted.outcome = Outcome::Accepted;
      answers.push_back({claim.ticket, claim.delivery.id, accepted});
    }
    outbox_->record(database_, channel, answers, true, clock_.now());
  }

  std::string name_of(CustomerId customer) {
    return Customers(database_).identifier(customer, IdentifierKind::UserId).value_or("?");
  }

  void write_ends() {
    fmt::print(out_, "--\n");
    Journeys journeys(database_);
    for (JourneyId id = 1; const auto journey = journeys.find(id); ++id) {
      fmt::print(out_, "{}\t{}\t{}\n", name_of(journey->customer),
                 Campaigns(database_).name(journey->campaign),
                 journey->end ? to_text(*journey->end) : "runs");
    }
    Messages messages(database_);
    for (MessageId id = 1; const auto message = messages.find(id); ++id) {
      if (message->withheld)
        fmt::print(out_, "{}\t{}\twithheld: {}\n", name_of(message->customer), message->name,
                   *message->withheld);
      for (const DeliveryRow& delivery : Deliveries(database_).of_message(id)) {
        if (delivery.state == DeliveryState::Accepted) continue;
        fmt::print(out_, "{}\t{}\t{}: {}\n", name_of(message->customer), message->name,
                   to_text(delivery.state), delivery.reason);
      }
    }
  }

  Configuration configuration_;
  std::vector<Happening> story_;
  VirtualClock clock_;
  SeededRandom random_{1};
  Database database_;
  std::unique_ptr<Reactor> reactor_;
  std::shared_ptr<Outbox> outbox_;
  std::shared_ptr<const DeliveryStock> stock_;
  std::optional<Instant> due_;
  std::ofstream out_;
};

int run(const std::vector<std::string>& words) {
  if (words.size() != 4) throw std::runtime_error("usage: library_run LIFECYCLED.toml STORY OUT UNTIL");
  LoadedConfiguration loaded = load_configuration(words[0]);
  if (loaded.problems.has_errors()) throw std::runtime_error(to_string(loaded.problems.sorted().front()));
  Life(std::move(loaded.configuration), read_story(words[1]), words[2]).run(parse_instant(words[3]).value());
  return 0;
}

}  // namespace
}  // namespace lifecycled::library

int main(int count, char** words) {
  try {
    return lifecycled::library::run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "library_run: " << error.what() << '\n';
    return 1;
  }
}
