// Writes down what providers tell later: a delivery's further fate, its event in the log, and what follows at
// once for the address. Each call is one piece of a writer transaction; afterwards the reports are safe.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "channel/receipt.hpp"
#include "delivery/channel_health.hpp"
#include "delivery/reply_desk.hpp"
#include "store/addresses.hpp"
#include "store/deliveries.hpp"
#include "store/messages.hpp"

namespace lifecycled {

// About no message and no address that is known, or none yet: somebody should know.
struct ReportsOfNobody {
  std::size_t reports = 0;
  std::size_t stops = 0;  // of these, wishes to hear no more
};

class ReceiptBook {
 public:
  // `reaches`: each channel's kind of address.
  ReceiptBook(std::map<std::string, std::string> reaches, ReplyDesk replies, ChannelHealth health,
              std::int64_t most_attempts)
      : reaches_(std::move(reaches)),
        replies_(std::move(replies)),
        health_(std::move(health)),
        most_attempts_(most_attempts) {}

  // They are kept, also what concerns nobody whom we know.
  ReportsOfNobody record(Database& database, const std::string& channel, const std::vector<Receipt>& receipts,
                         Instant now) const;
  // An attempt was answered: what the provider has told of it before that is recorded now.
  void record_early(Database& database, const DeliveryRow& delivery, const std::string& provider_message_id,
                    Instant now) const;

 private:
  struct Told;
  enum class Found { Somebody, Nobody };
  Found record_one(Database& database, const std::string& channel, const Receipt& receipt, Instant now) const;
  bool asks_to_stop(const std::string& channel, const Receipt& receipt) const;
  void postpone(const Told& told, const DeliveryRow& delivery, const MessageRow& message) const;
  void about_delivery(const Told& told, const DeliveryRow& delivery) const;
  void about_nobodys_message(const Told& told) const;
  void about_addresses(const Told& told, const std::optional<DeliveryRow>& delivery) const;
  void count_for_health(const Told& told, const std::optional<DeliveryRow>& delivery) const;
  void count_soft_bounce(const Told& told, const AddressRow& address) const;
  void append_consent(const Told& told, const AddressRow& address, std::string_view name) const;
  void append_event(const Told& told, std::string_view name, boost::json::object body,
                    CustomerId customer) const;
  std::string kind_of(const std::string& channel) const;

  std::map<std::string, std::string> reaches_;
  ReplyDesk replies_;
  ChannelHealth health_;
  std::int64_t most_attempts_;
};

}  // namespace lifecycled
