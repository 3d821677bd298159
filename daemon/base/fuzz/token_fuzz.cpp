// Tokens of links as strangers write them. What holds for one purpose is what we would sign ourselves, and
// holds for no other; what a token carries is read and written without a change.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/crypto.hpp"
#include "base/link_payload.hpp"
#include "base/signed_token.hpp"

using namespace lifecycled;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Link>
void require_same_when_written(const std::optional<Link>& link,
                               std::optional<Link> (*read)(std::string_view)) {
  if (link) require(read(to_payload(*link)) == *link);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TokenSigner signer({"first key", "second key"});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view purpose : {unsubscribe_purpose, rating_purpose, view_purpose}) {
    // Without a key nobody gets this far by chance.
    require(!signer.verify(purpose, text));
    const std::string token = signer.sign(purpose, text);
    const auto payload = signer.verify(purpose, token);
    require(token.size() > 512 ? !payload : payload == text);
    require(!signer.verify("another purpose", token));
  }
  if (const auto bytes = from_base64url(text)) require(to_base64url(*bytes) == text);
  require_same_when_written(unsubscribe_link(text), unsubscribe_link);
  require_same_when_written(rating_link(text), rating_link);
  require_same_when_written(view_link(text), view_link);
  return 0;
}
