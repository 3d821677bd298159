// Bytes to one Request, by Beast's parser. For connection.cpp alone: this header is the expensive one. One
// parser reads one request; a connection makes a new one for the next, which costs no allocation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "web/request.hpp"

namespace lifecycled {

// What to answer when a request cannot be read.
struct RequestFault {
  unsigned status = 400;
  std::string_view detail;  // a constant sentence
};

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(std::uint32_t most_header_bytes);

  enum class Progress { NeedsMore, HeaderDone, Done, Failed };
  // Takes what it can from the front of `input`. Stops once at the end of the header, so that the caller can
  // set the limit of the body that its route allows.
  Progress feed(std::string_view& input);

  // From HeaderDone on.
  bool keeps_alive() const { return keep_alive(); }
  bool is_http_1_0() const { return version_ == 10; }
  bool expects_continue() const { return expects_continue_; }
  bool has_begun() const { return got_some(); }
  // False: it is longer than that already by its own word.
  bool limit_body(std::size_t most_bytes);
  // What to answer after Failed.
  const RequestFault& fault() const { return fault_; }

  Request request;

 private:
  using Error = boost::system::error_code;
  using Text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb verb, Text method, Text target, int version,
                       Error& error) override;
  void on_response_impl(int, Text, int, Error&) override {}
  void on_field_impl(boost::beast::http::field, Text name, Text value, Error& error) override;
  void on_header_impl(Error& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override;
  std::size_t on_body_impl(Text body, Error& error) override;
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override;
  void on_finish_impl(Error&) override {}

  void fail(Error& error, unsigned status, std::string_view detail);
  void read_target(std::string_view target, Error& error);
  void read_asker(std::string_view header);

  int version_ = 11;
  bool header_seen_ = false;
  bool header_told_ = false;
  bool has_transfer_encoding_ = false;
  bool expects_continue_ = false;
  std::size_t most_body_bytes_ = 0;
  std::optional<RequestFault> own_fault_;
  RequestFault fault_;
};

}  // namespace lifecycled
