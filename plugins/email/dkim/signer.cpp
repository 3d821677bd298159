#include "dkim/signer.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <utility>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include "dkim/canonical.hpp"

namespace email {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// What a reader sees, and what decides about unsubscribing (RFC 8058, 4: both List-Unsubscribe headers must
// be covered). Each is named once more than it is there, so that nobody can add another one.
constexpr std::array<std::string_view, 7> sealed = {
    "from", "to", "subject", "date", "reply-to", "list-unsubscribe", "list-unsubscribe-post"};
constexpr std::array<std::string_view, 8> covered = {
    "message-id",  "mime-version", "content-type",     "content-transfer-encoding",
    "feedback-id", "list-id",      "content-language", "auto-submitted"};

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Long base64 as lines that no server has to fold.
std::string folded(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 70) out += "\r\n\t" + text.substr(at, 70);
  return out;
}

EVP_PKEY* as_key(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

// A passphrase is asked for on no terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

DkimKey::DkimKey(const std::string& pem, std::string selector) : selector_(std::move(selector)) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  key_ = std::shared_ptr<void>(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, nullptr),
                               [](void* key) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); });
  if (key_ == nullptr)
    throw std::invalid_argument("is no private key in PEM; make one with `lifecycled keys dkim FILE`");
  is_ed25519_ = EVP_PKEY_get_base_id(as_key(key_)) == EVP_PKEY_ED25519;
  if (is_ed25519_) return;
  if (EVP_PKEY_get_base_id(as_key(key_)) != EVP_PKEY_RSA)
    throw std::invalid_argument("is neither an RSA nor an Ed25519 key");
  // RFC 8301, 3.2
  if (EVP_PKEY_get_bits(as_key(key_)) < 1024)
    throw std::invalid_argument("is an RSA key of less than 1024 bits");
}

std::string_view DkimKey::algorithm() const { return is_ed25519_ ? "ed25519-sha256" : "rsa-sha256"; }

std::string DkimKey::sign(std::string_view text) const {
  // RFC 8463, 3: Ed25519 signs the hash, not the text.
  const std::string signed_bytes = is_ed25519_ ? sha256(text) : std::string(text);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(signed_bytes.data());
  std::size_t size = 0;
  std::string signature;
  bool is_fine =
      context != nullptr && EVP_DigestSignInit(context.get(), nullptr, is_ed25519_ ? nullptr : EVP_sha256(),
                                               nullptr, as_key(key_)) == 1;
  is_fine = is_fine && EVP_DigestSign(context.get(), nullptr, &size, bytes, signed_bytes.size()) == 1;
  signature.resize(size);
  is_fine = is_fine && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                                      &size, bytes, signed_bytes.size()) == 1;
  if (!is_fine) throw std::runtime_error("OpenSSL cannot make a DKIM signature");
  signature.resize(size);
  return signature;
}

DkimSigner::DkimSigner(std::string domain, std::vector<DkimKey> keys)
    : domain_(std::move(domain)), keys_(std::move(keys)) {}

std::string DkimSigner::signatures(std::string_view mail, std::chrono::seconds since_1970) const {
  const SplitMail split = split_mail(mail);
  std::map<std::string, std::vector<std::string_view>, std::less<>> fields;
  for (const std::string_view field : split.fields) fields[field_name(field)].push_back(field);

  std::string names, signed_text;
  const auto cover = [&](std::string_view name, bool and_none_more) {
    const auto found = fields.find(name);
    const std::size_t count = found == fields.end() ? 0 : found->second.size();
    for (std::size_t i = 0; i < count + (and_none_more ? 1 : 0); ++i)
      names.append(names.empty() ? "" : ":").append(name);
    // RFC 6376, 5.4.2: the last first.
    for (std::size_t i = count; i-- > 0;) signed_text += relaxed_header(found->second[i]);
  };
  for (const std::string_view name : sealed) cover(name, true);
  for (const std::string_view name : covered) cover(name, false);
  // Names are folded as one list: blanks around ":" do not count.
  std::string h;
  std::size_t line = 0;
  for (const char c : names) {
    h += c;
    if (c == ':' && h.size() - line > 60) {
      h += "\r\n\t ";
      line = h.size();
    }
  }

  const std::string body_hash = base64(sha256(relaxed_body(split.body)));
  std::string out;
  for (const DkimKey& key : keys_) {
    std::string field = "DKIM-Signature: v=1; a=" + std::string(key.algorithm()) +
                        "; c=relaxed/relaxed; d=" + domain_ + ";\r\n\ts=" + key.selector() +
                        "; t=" + std::to_string(since_1970.count()) + ";\r\n\th=" + h +
                        ";\r\n\tbh=" + body_hash + ";\r\n\tb=";
    std::string own = relaxed_header(field);
    own.resize(own.size() - 2);  // RFC 6376, 3.7: without its CRLF
    out += field + folded(base64(key.sign(signed_text + own))) + "\r\n";
  }
  return out;
}

}  // namespace email
