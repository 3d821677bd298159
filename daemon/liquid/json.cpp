#include "liquid/json.hpp"

#include <limits>

#include <boost/json.hpp>

namespace lifecycled::liquid {

Value from_json(const boost::json::value& json) {
  switch (json.kind()) {
    case boost::json::kind::null:
      return {};
    case boost::json::kind::bool_:
      return Value(json.get_bool());
    case boost::json::kind::int64:
      return Value(json.get_int64());
    case boost::json::kind::uint64:
      if (json.get_uint64() <= std::numeric_limits<std::int64_t>::max()) return Value(json.get_uint64());
      return Value(std::to_string(json.get_uint64()));
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
