// One HTTP request as a handler gets it: complete, decoded, within its route's limits. Plain value, moved
// into the handler's coroutine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip_address.hpp"

namespace lifecycled {

enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Options, Other };
std::string_view to_text(Method method);

class Request {
 public:
  Method method = Method::Get;
  std::string path;   // percent-decoded, begins with "/"
  std::string query;  // as it came, without the "?"
  std::string tail;   // what stands in place of the "*" of the route
  std::string body;   // unzipped where the sender had zipped it
  // Who sent it: the other end of the connection or, through proxies of ours, whom these name. What a consent
  // keeps as its evidence, and what rates are counted by; logs have client.masked().
  IpAddress client;
  bool is_https = false;  // as the client sees it

  // The first header of this name ("content-type"; case does not count), or "".
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
  // A list header may be sent in several pieces (RFC 9110, section 5.3): all of them, with commas between.
  std::string joined_header(std::string_view name) const;
  // All of them, names in small letters, in the order in which they came.
  std::vector<std::pair<std::string, std::string>> headers() const;
  // The first value of ?name=value, decoded, or "".
  std::string query_value(std::string_view name) const;

  std::size_t header_count() const { return fields_.size(); }
  void add_header(std::string_view name, std::string_view value);

 private:
  struct Field {
    std::uint32_t at = 0;
    std::uint32_t name_size = 0, value_size = 0;
  };
  const Field* find(std::string_view name) const;
  bool is_named(const Field& field, std::string_view name) const;
  std::string_view value_of(const Field& field) const;
  std::string
      header_text_;  // all names and values behind one another: two allocations a request, not two a field
  std::vector<Field> fields_;
};

}  // namespace lifecycled
