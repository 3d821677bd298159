// Renders one message for one customer: language, Liquid, layout, links. Any thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "message/message_facts.hpp"
#include "message/message_library.hpp"

namespace lifecycled {

struct ComposedMessage {
  std::string language;                       // BCP 47
  std::map<std::string, std::string> fields;  // subject, text, html, and what else the channel's table has
  std::map<std::string, PlainValue> values;   // what the channel's table has that is no text
  std::string unsubscribe_url;                // for marketing messages

  const std::string& field(const std::string& name) const;
  // Everything, texts or not, as the channel's table has it.
  boost::json::object all_fields() const;
  // What is neither subject, sender, text nor html, for the plugin that declares it: an object, or "".
  std::string extra_json() const;
  // What is kept, so that every retry sends the same bytes.
  std::string to_json() const;
  static ComposedMessage from_json(std::string_view json);
};

struct ComposeFailure {
  Place place;
  std::string text;
  std::vector<ComposeFailure> more = {};  // what else is wrong; under strict, all of it
  std::set<std::string, std::less<>> failed = {};
  ComposedMessage rest = {};  // without the fields that failed
};

struct ComposeSettings {
  std::string shop_language;
  std::string shop_time_zone;
  bool strict = false;  // an unknown variable is a mistake: for check
  std::set<std::string, std::less<>> sms_channels = {};
  // What the thread has computed so far: rendering ends when it takes too much of that. Not a Clock, for a
  // busy machine must stop no message, and a clock that stands still no limit.
  std::function<std::chrono::nanoseconds()> time_spent = liquid::thread_time;
};
std::set<std::string, std::less<>> sms_channels(const Settings& settings);

class Composer {
 public:
  Composer(const MessageLibrary& library, const Clock& clock, ComposeSettings settings)
      : library_(library), clock_(clock), settings_(std::move(settings)) {}

  // `language` overrides the customer's own, for check and previews.
  std::variant<ComposedMessage, ComposeFailure> compose(std::string_view message, std::string_view channel,
                                                        const MessageFacts& facts,
                                                        std::string_view language) const;

 private:
  const MessageLibrary& library_;
  const Clock& clock_;
  ComposeSettings settings_;
};

}  // namespace lifecycled
