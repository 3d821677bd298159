// Requests as strangers and their proxies send them: the first byte says in what pieces they arrive. Read at
// once or in pieces, a request is the same one; and no header makes somebody else of a client who is no
// proxy.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "web/client_address.hpp"
#include "web/request_parser.hpp"

using namespace lifecycled;

namespace {

constexpr std::uint32_t most_header_bytes = 16 * 1024;
constexpr std::size_t most_body = 4096;

void require(bool holds) {
  if (!holds) std::abort();
}

// As web/connection does it: what the parser leaves is shown to it again with what came behind.
std::optional<Request> read(std::string_view text, std::size_t piece) {
  RequestParser parser(most_header_bytes);
  std::size_t shown = 0, taken = 0;
  for (;;) {
    if (shown > taken) {
      std::string_view input = text.substr(taken, shown - taken);
      const std::size_t before = input.size();
      const auto progress = parser.feed(input);
      taken += before - input.size();
      if (progress == RequestParser::Progress::Done) return std::move(parser.request);
      if (progress == RequestParser::Progress::Failed) return std::nullopt;
      if (progress == RequestParser::Progress::HeaderDone) {
        if (!parser.limit_body(most_body)) return std::nullopt;
        continue;
      }
    }
    if (shown == text.size()) return std::nullopt;
    shown = std::min(text.size(), shown + piece);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(text, std::max<std::size_t>(1, text.size()));
  const auto pieces = read(text, data[0] % 64 + 1u);
  if (!whole) return 0;
  if (pieces) {
    require(whole->path == pieces->path && whole->query == pieces->query && whole->body == pieces->body);
    require(whole->headers() == pieces->headers());
  }
  require(whole->body.size() <= most_body && whole->path.size() <= 4096 && whole->header_count() <= 100);
  static const std::vector<IpRange> trusted{*IpRange::parse("127.0.0.1"), *IpRange::parse("10.0.0.0/8")};
  const IpAddress stranger = *IpAddress::parse("203.0.113.9"), proxy = *IpAddress::parse("127.0.0.1");
  require(client_address({stranger, false, false}, trusted, *whole).address == stranger);
  client_address({proxy, false, false}, trusted, *whole);
  client_address({IpAddress(), true, false}, trusted, *whole);
  return 0;
}
