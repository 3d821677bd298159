#include "life.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/data_command.hpp"

namespace lifecycled::library {

namespace json = boost::json;

namespace {
constexpr std::size_t claims_at_once = 50;
}  // namespace

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

Life::Life(Configuration configuration, std::vector<Happening> story, HandedOver handed_over)
    : configuration_(std::move(configuration)),
      story_(std::move(story)),
      clock_(story_.front().at),
      database_(":memory:", Database::Mode::ReadWrite),
      reactor_(make_reactor(database_, configuration_, random_, clock_.now(), log())),
      outbox_(make_outbox(configuration_, random_)),
      stock_(make_stock(configuration_, "https://news.example",
                        std::make_shared<TokenSigner>(std::vector<std::string>{"library library library"}),
                        clock_)),
      handed_over_(std::move(handed_over)) {}

void Life::run(Instant until) {
  for (std::size_t told = 0;;) {
    settle();
    std::optional<Instant> at = due_;
    if (told < story_.size()) at = at ? std::min(*at, story_[told].at) : story_[told].at;
    if (!at || *at > until) break;
    clock_.set(std::max(*at, clock_.now()));
    settle();  // what is due by time comes before what happens at that moment
    if (told < story_.size() && story_[told].at == clock_.now()) happen(story_[told++]);
  }
}

Log Life::log() {
  return Log([](LogLevel, std::string_view line) { std::cerr << line << '\n'; }, LogLevel::Warning);
}

void Life::happen(const Happening& happening) {
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
void Life::settle() {
  for (bool again = true; again;) {
    due_.reset();
    Reactor::Slice slice;
    do slice = reactor_->run(database_, clock_.now(), std::chrono::seconds{10});
    while (slice.more);
    due_ = slice.next_due;
    again = deliver();
  }
}

bool Life::deliver() {
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

void Life::hand_over(const std::string& channel, const std::vector<Claim>& claims) {
  std::vector<Rendered> rendered;
  for (const Claim& claim : claims) {
    auto composed = stock_->compose(database_, claim);
    if (!composed.rendered.failure.empty()) throw std::runtime_error(composed.rendered.failure);
    rendered.push_back(std::move(composed.rendered));
  }
  std::vector<Answer> answers;
  for (const Claim& claim : outbox_->keep_rendered(database_, claims, rendered, clock_.now())) {
    handed_over_(clock_.now(), name_of(claim.message.customer), claim.message.name, channel);
    AttemptResult accepted;
    accepted.outcome = Outcome::Accepted;
    answers.push_back({claim.ticket, claim.delivery.id, accepted});
  }
  outbox_->record(database_, channel, answers, true, clock_.now());
}

std::string Life::name_of(CustomerId customer) {
  return Customers(database_).identifier(customer, IdentifierKind::UserId).value_or("?");
}

}  // namespace lifecycled::library
