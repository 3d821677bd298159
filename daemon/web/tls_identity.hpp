// What this server shows of itself by TLS: its certificate chain and the key to it, as an Asio context that
// speaks TLS 1.2 and 1.3 and HTTP/1.1. Constant after construction; made on any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace boost::asio::ssl {
class context;
}

namespace lifecycled {

class TlsIdentity {
 public:
  // Both as PEM. Throws std::runtime_error with a sentence that never shows the key.
  TlsIdentity(std::string_view certificate_chain, std::string_view key);

  boost::asio::ssl::context& context() const { return *context_; }
  Instant expires() const { return expires_; }

 private:
  std::shared_ptr<boost::asio::ssl::context> context_;
  Instant expires_;
};

}  // namespace lifecycled
