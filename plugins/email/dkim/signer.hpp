// DKIM signatures (RFC 6376; Ed25519: RFC 8463), for shops whose relay does not sign. Constant after
// construction. [any]
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace email {

// One private key and where its public half lies: SELECTOR._domainkey.DOMAIN.
class DkimKey {
 public:
  // A key in PEM: RSA of 1024 bits and more, or Ed25519. Throws std::invalid_argument with what is wrong.
  DkimKey(const std::string& pem, std::string selector);

  const std::string& selector() const { return selector_; }
  std::string_view algorithm() const;  // "rsa-sha256"
  // Of text as RFC 6376 puts it together; the bytes themselves. Throws std::runtime_error.
  std::string sign(std::string_view text) const;

 private:
  std::shared_ptr<void> key_;
  bool is_ed25519_ = false;
  std::string selector_;
};

class DkimSigner {
 public:
  DkimSigner(std::string domain, std::vector<DkimKey> keys);

  const std::string& domain() const { return domain_; }
  // A header for each key, to stand before the mail, whose lines end in CRLF.
  std::string signatures(std::string_view mail, std::chrono::seconds since_1970) const;

 private:
  const std::string domain_;
  const std::vector<DkimKey> keys_;
};

}  // namespace email
