// What was answered to customers' replies: the messages themselves remember. Runs on the thread that owns the
// connection.
#pragma once

#include <optional>
#include <string_view>

#include "store/addresses.hpp"
#include "store/messages.hpp"

namespace lifecycled {

struct EarlierAnswer {
  MessageId message = 0;
  Instant at;
};

class ReplyAnswers {
 public:
  explicit ReplyAnswers(Database& database) : database_(database) {}

  // The latest message of that name to this address of the customer's on that channel.
  std::optional<EarlierAnswer> latest(CustomerId customer, std::string_view name, AddressId address,
                                      std::string_view channel);

 private:
  Database& database_;
};

}  // namespace lifecycled
