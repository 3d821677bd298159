// Signs what is posted, after Standard Webhooks 1.0.0 (standardwebhooks.com, "Signature scheme"). Any thread.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace webhook_plugin {

// The text of a secret is not one.
struct SecretError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

class Signer {
 public:
  // Each is "whsec_" and 24 to 64 bytes in base64. Several while one takes the place of another: the receiver
  // accepts any of the signatures.
  explicit Signer(const std::vector<std::string>& secrets);

  // The value of webhook-signature: "v1,BASE64" for each secret, blanks between.
  std::string sign(const std::string& id, std::int64_t unix_seconds, const std::string& body) const;

 private:
  std::vector<std::string> keys_;
};

}  // namespace webhook_plugin
