#include "web/request_parser.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "base/text.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t longest_target = 4096;  // our longest link has some 600 characters
constexpr std::size_t most_headers = 100;     // proxies and browsers together send some 40

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::Get;
    case http::verb::head:
      return Method::Head;
    case http::verb::post:
      return Method::Post;
    case http::verb::put:
      return Method::Put;
    case http::verb::delete_:
      return Method::Delete;
    case http::verb::options:
      return Method::Options;
    default:
      return Method::Other;
  }
}

RequestFault fault_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit)
    return {431, "the request's header is longer than this server reads"};
  if (error == http::error::bad_version) return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  if (error == http::error::bad_content_length || error == http::error::multiple_content_length)
    return {400, "the Content-Length header is no length, or contradicts another header"};
  if (error == http::error::bad_transfer_encoding)
    return {400, "the Transfer-Encoding header contradicts another header"};
  if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension)
    return {400, "the body's chunks are not well-formed"};
  return {400, "this is not a well-formed HTTP request"};
}

}  // namespace

RequestParser::RequestParser(std::uint32_t most_header_bytes) {
  header_limit(most_header_bytes);
  body_limit(boost::none);  // counted here, by the limit of the route
  eager(false);
}

void RequestParser::fail(Error& error, unsigned status, std::string_view detail) {
  own_fault_ = RequestFault{status, detail};
  error = http::error::bad_value;
}

RequestParser::Progress RequestParser::feed(std::string_view& input) {
  while (!is_done()) {
    Error error;
    const std::size_t taken = put(boost::asio::const_buffer(input.data(), input.size()), error);
    input.remove_prefix(taken);
    if (error == http::error::need_more) return Progress::NeedsMore;
    if (error) {
      fault_ = own_fault_.value_or(fault_of(error));
      if (!header_seen_) read_asker(input);
      return Progress::Failed;
    }
    if (header_seen_ && !header_told_) {
      header_told_ = true;
      return is_done() ? Progress::Done : Progress::HeaderDone;
    }
    if (input.empty() && !is_done()) return Progress::NeedsMore;
  }
  return Progress::Done;
}

// Of a header that is refused little or nothing was read: whether a person waits for the answer stands there
// all the same.
void RequestParser::read_asker(std::string_view header) {
  for (const std::string_view line : split(header, '\n')) {
    const auto colon = std::min(line.find(':'), line.size());
    const std::string name = lower_ascii(line.substr(0, colon));
    if ((name == "accept" || name == "accept-language") && !request.has_header(name))
      request.add_header(name, trimmed(line.substr(std::min(colon + 1, line.size()))));
  }
}

bool RequestParser::limit_body(std::size_t most_bytes) {
  most_body_bytes_ = most_bytes;
  return content_length().value_or(0) <= most_bytes;
}

void RequestParser::read_target(std::string_view target, Error& error) {
  // RFC 9112, section 3.2.2: a server accepts the absolute form too.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!lower_ascii(target.substr(0, scheme.size())).starts_with(scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
    break;
  }
  if (!target.starts_with('/') && target != "*")
    return fail(error, 400, "the request's path must begin with \"/\"");
  const auto question = target.find('?');
  const auto path = target.substr(0, question);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  request.path = path.find('%') == std::string_view::npos ? std::string(path) : percent_decoded(path, false);
  if (request.path.find('\0') != std::string::npos || !is_utf8(request.path)) {
    fail(error, 400, "the request's path is not UTF-8 text");
  }
}

void RequestParser::on_request_impl(http::verb verb, Text, Text target, int version, Error& error) {
  if (target.size() > longest_target) return fail(error, 414, "the request's path is longer than any here");
  request.method = method_of(verb);
  version_ = version;
  read_target(view(target), error);
}

void RequestParser::on_field_impl(http::field field, Text name, Text value, Error& error) {
  if (header_seen_) return;  // a trailer: nobody here asks for one
  if (request.header_count() == most_headers)
    return fail(error, 431, "the request has more headers than this server reads");
  if (field == http::field::transfer_encoding) has_transfer_encoding_ = true;
  if (field == http::field::host && request.has_header("host")) {
    return fail(error, 400, "the request has two Host headers");
  }
  if (field == http::field::expect) {
    // RFC 9110, section 10.1.1: an expectation of an HTTP/1.0 client is ignored.
    if (lower_ascii(view(value)) != "100-continue")
      return fail(error, 417, "only 100-continue can be expected");
    expects_continue_ = version_ == 11;
  }
  request.add_header(view(name), view(value));
}

void RequestParser::on_header_impl(Error& error) {
  header_seen_ = true;
  // RFC 9112, section 3.2.
  if (version_ == 11 && !request.has_header("host"))
    return fail(error, 400, "the request has no Host header");
  // Whoever reads an unknown coding as "no body" takes the body for the next request (RFC 9112, section 6.1).
  if (has_transfer_encoding_ && (!chunked() || version_ == 10)) {
    fail(error, 501, "the only transfer coding known here is chunked, in HTTP/1.1");
  }
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) {
  // No more in advance than a small body: a promise of many costs the sender nothing.
  if (length) request.body.reserve(std::min<std::size_t>(*length, 64 * 1024));
}

std::size_t RequestParser::on_body_impl(Text body, Error& error) {
  if (request.body.size() + body.size() > most_body_bytes_) {
    fail(error, 413, "the body is larger than this path takes");
    return 0;
  }
  request.body.append(body.data(), body.size());
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text body, Error& error) {
  return on_body_impl(body, error);
}

}  // namespace lifecycled
