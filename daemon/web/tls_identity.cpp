#include "web/tls_identity.hpp"

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace lifecycled {
namespace {

namespace ssl = boost::asio::ssl;

constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

// RFC 7301: a client that offers protocols and not ours among them is told so, instead of talking past us.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  const auto* end = offered + offered_size;
  const auto* found = std::search(offered, end, std::begin(http_1_1), std::end(http_1_1));
  if (found == end) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found + 1;
  *size = sizeof http_1_1 - 1;
  return SSL_TLSEXT_ERR_OK;
}

Instant expiry_of(SSL_CTX* context) {
  std::tm utc{};
  const X509* certificate = ::SSL_CTX_get0_certificate(context);
  if (!certificate || ::ASN1_TIME_to_tm(::X509_get0_notAfter(certificate), &utc) != 1)
    throw std::runtime_error("the certificate does not say until when it holds");
  return from_ms(static_cast<std::int64_t>(::timegm(&utc)) * 1000);
}

}  // namespace

TlsIdentity::TlsIdentity(std::string_view certificate_chain, std::string_view key)
    : context_(std::make_shared<ssl::context>(ssl::context::tls_server)) {
  SSL_CTX* const raw = context_->native_handle();
  // RFC 9325: nothing before 1.2, and in 1.2 only what has forward secrecy and authenticated encryption.
  ::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  ::SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
  ::SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_PRIORITIZE_CHACHA);
  // An idle connection need not keep 34 KB.
  ::SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  boost::system::error_code error;
  context_->use_certificate_chain(boost::asio::buffer(certificate_chain), error);
  if (error) throw std::runtime_error("holds no certificate in PEM form: " + error.message());
  // A key with a passphrase would be asked for on a terminal that nobody sees.
  context_->set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; });
  context_->use_private_key(boost::asio::buffer(key), ssl::context::pem, error);
  if (error || ::SSL_CTX_check_private_key(raw) != 1)
    throw std::runtime_error(
        "the key is no private key in PEM form without a passphrase, or belongs to another certificate");
  expires_ = expiry_of(raw);
}

}  // namespace lifecycled
