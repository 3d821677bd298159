// A message as a customer would get it, made to be looked at: with a real customer or made-up facts, and with
// links that do nothing. Writes nothing to the database and needs no daemon. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "config/load.hpp"
#include "message/composer.hpp"

namespace lifecycled {

struct PreviewRequest {
  std::string message;   // "welcome/hello"
  std::string customer;  // as find_customer takes it; "" = sample data
  std::string language;  // "" = the customer's; of sample data the shop's
  std::string channel;   // "" = email if the message has it, else its first
};

struct Preview {
  ComposedMessage message;
  std::string channel;
  MessageKind kind = MessageKind::Marketing;  // as the campaign sends it that uses it
  std::string campaign;
  std::string note;  // what is made up although a customer was asked for; "" = nothing
};

// Whether a mistake stands in what this message needs of the configuration: the shop's file and its own
// files.
bool concerns_message(const Problem& problem, const Configuration& configuration, const std::string& message);

// Throws CommandError with what is wrong with the request or the template.
Preview make_preview(const Configuration& configuration, const std::filesystem::path& database,
                     const PreviewRequest& request, const Clock& clock);

}  // namespace lifecycled
