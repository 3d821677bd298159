#include "liquid/json.hpp"

#include <charconv>
#include <limits>
#include <optional>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include "liquid/number.hpp"

namespace lifecycled::liquid {

namespace {

constexpr std::size_t deepest = 200;

// What boost::json's parser calls; it gives keys, strings and numbers in parts when it likes.
class Builder {
 public:
  using Error = boost::system::error_code;
  using Text = boost::json::string_view;
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  Value take() { return std::move(result_); }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return begin(true); }
  bool on_object_end(std::size_t, Error&) {
    Value whole{Object(std::move(open_.back().entries))};
    return end(std::move(whole));
  }
  bool on_array_begin(Error&) { return begin(false); }
  bool on_array_end(std::size_t, Error&) {
    Value whole{std::move(open_.back().items)};
    return end(std::move(whole));
  }
  bool on_key_part(Text text, std::size_t, Error&) { return part(text); }
  bool on_key(Text text, std::size_t, Error&) {
    open_.back().entries.push_back({all(text), Value()});
    return true;
  }
  bool on_string_part(Text text, std::size_t, Error&) { return part(text); }
  bool on_string(Text text, std::size_t, Error&) { return put(Value(all(text))); }
  bool on_number_part(Text text, Error&) { return part(text); }
  bool on_int64(std::int64_t number, Text, Error&) {
    text_.clear();
    return put(Value(number));
  }
  bool on_uint64(std::uint64_t number, Text, Error&) {
    text_.clear();
    return put(Value::whole(number));
  }
  bool on_double(double number, Text text, Error&) {
    const std::string digits = all(text);
    if (const auto whole = parse_whole(digits)) return put(Value::whole(*whole));
    // boost::json's own doubles are not always the nearest.
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return put(Value(number));
  }
  bool on_bool(bool value, Error&) { return put(Value(value)); }
  bool on_null(Error&) { return put(Value()); }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

 private:
  struct Open {
    bool is_object = false;
    std::vector<Object::Entry> entries = {};
    Array items = {};
  };

  bool begin(bool is_object) {
    open_.push_back({is_object});
    return true;
  }
  bool end(Value whole) {
    open_.pop_back();
    return put(std::move(whole));
  }
  bool part(Text text) {
    text_.append(text.data(), text.size());
    return true;
  }
  std::string all(Text text) {
    part(text);
    return std::exchange(text_, {});
  }
  bool put(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
    } else if (open_.back().is_object) {
      open_.back().entries.back().value = std::move(value);
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }

  Value result_;
  std::vector<Open> open_;
  std::string text_;
};

}  // namespace

Value parse_json(std::string_view text, boost::system::error_code& error, std::size_t& read) {
  boost::json::parse_options limits;
  limits.max_depth = deepest;
  boost::json::basic_parser<Builder> parser(limits);
  read = parser.write_some(false, text.data(), text.size(), error);
  // It stops behind the first value and its blanks.
  if (!error && read < text.size()) error = boost::json::error::extra_data;
  return error ? Value() : parser.handler().take();
}

Value from_json(const boost::json::value& json) {
  switch (json.kind()) {
    case boost::json::kind::null:
      return {};
    case boost::json::kind::bool_:
      return Value(json.get_bool());
    case boost::json::kind::int64:
      return Value(json.get_int64());
    case boost::json::kind::uint64:
      return Value::whole(json.get_uint64());
    case boost::json::kind::double_:
      return Value(json.get_double());
    case boost::json::kind::string:
      return Value(std::string_view(json.get_string()));
    case boost::json::kind::array: {
      Array array;
      array.reserve(json.get_array().size());
      for (const auto& item : json.get_array()) array.push_back(from_json(item));
      return Value(std::move(array));
    }
    case boost::json::kind::object: {
      std::vector<Object::Entry> entries;
      entries.reserve(json.get_object().size());
      for (const auto& [key, value] : json.get_object())
        entries.push_back({std::string(key), from_json(value)});
      return Value(Object(std::move(entries)));
    }
  }
  return {};
}

}  // namespace lifecycled::liquid
