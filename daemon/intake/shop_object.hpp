// One object of a shop's JSON: its values and their own writing, so that 19.90 stays 19.90 and an id beyond
// 2^53 keeps all its digits. Views; what they look at outlives them. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/time.hpp"

namespace lifecycled {

class ShopObject {
 public:
  ShopObject() = default;
  // `text` is `value` as it was written.
  ShopObject(const boost::json::value& value, std::string_view text) : value_(&value), text_(text) {}

  bool is_there() const;  // an object, not null and nothing else
  // Text without blanks around it and control characters; "" for null, lists, objects and what is absent.
  std::string text(std::string_view key) const;
  // The same, once HTML is read as people see it.
  std::string decoded(std::string_view key) const;
  // Of a number all its digits; "" for 0, null and what is no id.
  std::string id(std::string_view key) const;
  // A plain amount as it stands there, without quotes; "" for what is none.
  std::string amount(std::string_view key) const;
  bool is(std::string_view key) const;  // true, and not merely something
  bool is_false(std::string_view key) const;
  // Without an offset it is UTC.
  std::optional<Instant> time(std::string_view key) const;
  ShopObject object(std::string_view key) const;
  std::vector<ShopObject> list(std::string_view key) const;  // of its elements

 private:
  const boost::json::value* find(std::string_view key) const;
  const boost::json::value* value_ = nullptr;
  std::string_view text_;
};

// The names and values of a body, ready to be an event's. What is empty is left out.
class EventBody {
 public:
  EventBody& text(std::string_view key, std::string_view value);
  EventBody& amount(std::string_view key, std::string_view value);
  EventBody& number(std::string_view key, std::string_view value);
  EventBody& yes(std::string_view key, bool value);  // only where true
  EventBody& time(std::string_view key, std::optional<Instant> value);
  EventBody& json(std::string_view key, std::string_view value);
  bool empty() const { return text_.size() == 2; }
  const std::string& str() const { return text_; }

 private:
  std::string text_ = "{}";
};

}  // namespace lifecycled
