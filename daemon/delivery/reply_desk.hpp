// Reads what customers write back on a channel: a word to stop withdraws consent, START gives it again, HELP
// is answered, and each wish is answered once. What was answered is known by the messages on disk, so a
// restart forgets nothing. Each call is one piece of a writer transaction.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/random.hpp"
#include "config/load.hpp"
#include "consent/reply_words.hpp"
#include "store/addresses.hpp"
#include "store/consents.hpp"

namespace lifecycled {

struct ReplyChannel {
  ReplyWords words;
  std::set<std::string_view> answers;  // of reply_messages, those that the shop has a text for
};

struct ReplySettings {
  std::map<std::string, ReplyChannel, std::less<>> channels;
  Milliseconds expires_after{0};
};
// Channels to phones understand the usual words and what the shop adds by the options stop_words, start_words
// and help_words; others only what it adds.
ReplySettings reply_settings(const Settings& settings, const MessageFiles& messages);

struct Reply {
  const std::string& channel;
  const std::string& text;
  const std::string& stands_for;             // what the shop gave a pressed button to say; "": its text
  const std::vector<AddressRow>& addresses;  // of whom it is from: everybody's who shares the address
  Instant at, now;
};

class ReplyDesk {
 public:
  ReplyDesk(ReplySettings settings, Random& random) : settings_(std::move(settings)), random_(&random) {}

  void receive(Database& database, const Reply& reply) const;
  // Whoever it is from.
  bool asks_to_stop(const std::string& channel, const std::string& text, const std::string& stands_for) const;

 private:
  // The latest answers to one address, and what it agreed to.
  struct Known;
  static Known known(Database& database, const Reply& reply, const AddressRow& address);
  // The message to answer with, or "" where it was answered before.
  static std::string_view answer(const Known& known, ReplyWish wish, Instant now);
  static void withdraw(Database& database, const Reply& reply, const AddressRow& address, ReplyWish wish);
  static void restore(Database& database, const Reply& reply, const AddressRow& owner);
  static void append_consent(Database& database, const Reply& reply, const AddressRow& address,
                             ConsentPurpose purpose, bool given, ReplyWish wish);
  void queue(Database& database, const Reply& reply, const AddressRow& owner, std::string_view message) const;

  ReplySettings settings_;
  Random* random_;
};

}  // namespace lifecycled
