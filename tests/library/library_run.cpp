// library_run LIFECYCLED.toml STORY OUT UNTIL
//
// Lets the story of a shop (life.hpp) happen and writes down who was handed what. OUT gets
// moment TAB customer TAB message TAB channel  for each that was handed over, then a line "--",
// then customer TAB campaign TAB how the journey ended (or "runs"), and what was withheld with its reason.
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "life.hpp"
#include "store/campaigns.hpp"
#include "store/journeys.hpp"
#include "store/messages.hpp"

namespace lifecycled::library {
namespace {

void write_ends(Life& life, std::ofstream& out) {
  fmt::print(out, "--\n");
  Journeys journeys(life.database());
  for (JourneyId id = 1; const auto journey = journeys.find(id); ++id) {
    fmt::print(out, "{}\t{}\t{}\n", life.name_of(journey->customer),
               Campaigns(life.database()).name(journey->campaign),
               journey->end ? to_text(*journey->end) : "runs");
  }
  Messages messages(life.database());
  for (MessageId id = 1; const auto message = messages.find(id); ++id) {
    if (message->withheld)
      fmt::print(out, "{}\t{}\twithheld: {}\n", life.name_of(message->customer), message->name,
                 *message->withheld);
    for (const DeliveryRow& delivery : Deliveries(life.database()).of_message(id)) {
      if (delivery.state == DeliveryState::Accepted) continue;
      fmt::print(out, "{}\t{}\t{}: {}\n", life.name_of(message->customer), message->name,
                 to_text(delivery.state), delivery.reason);
    }
  }
}

int run(const std::vector<std::string>& words) {
  if (words.size() != 4) throw std::runtime_error("usage: library_run LIFECYCLED.toml STORY OUT UNTIL");
  LoadedConfiguration loaded = load_configuration(words[0]);
  if (loaded.problems.has_errors()) throw std::runtime_error(to_string(loaded.problems.sorted().front()));
  std::ofstream out(words[2]);
  Life life(
      std::move(loaded.configuration), read_story(words[1]),
      [&](Instant at, const std::string& customer, const std::string& message, const std::string& channel) {
        fmt::print(out, "{}\t{}\t{}\t{}\n", format_instant(at), customer, message, channel);
      });
  life.run(parse_instant(words[3]).value());
  write_ends(life, out);
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
