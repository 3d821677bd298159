#include "vapid.hpp"

#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#include "base64url.hpp"

namespace webpush {
namespace {

// RFC 8292, 2: at most 24 hours ahead. The rest is for clocks that go wrong.
constexpr std::int64_t valid_seconds = 12 * 3600, renew_after_seconds = 6 * 3600;
// Services have few origins; one with a host for each customer shall not fill the memory.
constexpr std::size_t most_kept = 256;

using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeBy<&EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, FreeBy<&ECDSA_SIG_free>>;

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// ES256 (RFC 7518, 3.4): r and s, 32 bytes each, and not OpenSSL's DER.
std::string sign(EVP_PKEY* key, std::string_view text) {
  const DigestContext context(EVP_MD_CTX_new());
  unsigned char der[80];
  std::size_t size = sizeof der;
  require(context != nullptr && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
              EVP_DigestSign(context.get(), der, &size, reinterpret_cast<const unsigned char*>(text.data()),
                             text.size()) == 1,
          "cannot sign");
  const unsigned char* at = der;
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  require(signature != nullptr, "cannot read its own signature");
  unsigned char out[64];
  require(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, 32) == 32 &&
              BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + 32, 32) == 32,
          "cannot write a signature");
  return {reinterpret_cast<const char*>(out), sizeof out};
}

}  // namespace

Vapid::Vapid(std::string_view private_key_text, std::string contact) : contact_(std::move(contact)) {
  const auto number = from_base64url(private_key_text);
  if (number) key_ = private_key(*number);
  if (key_ == nullptr) {
    throw std::invalid_argument(
        "is no private key of P-256 in base64url; `lifecycled keys vapid FILE` makes one");
  }
  public_key_ = to_base64url(point_of(key_.get()));
}

std::string Vapid::token(std::string_view origin, std::int64_t expires_seconds) const {
  const std::string claims = "{\"aud\":" + json_text(origin) + ",\"exp\":" + std::to_string(expires_seconds) +
                             ",\"sub\":" + json_text(contact_) + "}";
  std::string text = to_base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + to_base64url(claims);
  const std::string signature = sign(key_.get(), text);
  return text + "." + to_base64url(signature);
}

const std::string& Vapid::authorization(const std::string& origin, std::int64_t now_seconds) {
  auto found = kept_.find(origin);
  // A clock that was put back makes a new one too.
  const bool is_good = found != kept_.end() && now_seconds >= found->second.made_seconds &&
                       now_seconds - found->second.made_seconds < renew_after_seconds;
  if (is_good) return found->second.header;
  if (found == kept_.end() && kept_.size() >= most_kept) kept_.clear();
  Kept fresh{now_seconds, "vapid t=" + token(origin, now_seconds + valid_seconds) + ", k=" + public_key_};
  return kept_.insert_or_assign(origin, std::move(fresh)).first->second.header;
}

}  // namespace webpush
