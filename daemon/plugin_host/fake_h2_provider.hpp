// An HTTP/2 server over TLS on loopback, with a certificate of its own, that does to each request what a
// test's script says. For tests. The script runs on the connection's thread.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>

#include "plugin_host/fake_provider.hpp"

namespace lifecycled::tests {

// For localhost and 127.0.0.1, signed by itself; whoever takes `file` for an authority trusts it.
class OwnCertificate {
 public:
  OwnCertificate() {
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("tests"), -1,
                               -1, 0);
    X509_set_issuer_name(certificate, name);
    add(NID_basic_constraints, "critical,CA:TRUE");
    add(NID_subject_alt_name, "DNS:localhost,DNS:provider.test,IP:127.0.0.1");
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* out = std::fopen(file.c_str(), "we");
    PEM_write_X509(out, certificate);
    std::fclose(out);
  }
  OwnCertificate(const OwnCertificate&) = delete;
  OwnCertificate& operator=(const OwnCertificate&) = delete;
  ~OwnCertificate() {
    X509_free(certificate);
    EVP_PKEY_free(key);
    ::unlink(file.c_str());
  }

  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = X509_new();
  const std::string file = made_file();

 private:
  static std::string made_file() {
    std::string name = "/tmp/lifecycled.ca.XXXXXX";
    ::close(::mkstemp(name.data()));
    return name;
  }
  void add(int what, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
};

class FakeH2Provider : public LoopbackServer {
 public:
  struct Request {
    std::string method, path, body;
    int connection = 0, on_connection = 0;  // as in FakeProvider
  };
  enum class Deed {
    Answer,
    Collect,          // hold it, until `together` are held on this connection; then answer them all
    Refuse,           // RST_STREAM with REFUSED_STREAM
    GoAway,           // GOAWAY that says that this stream was not processed
    Downgrade,        // RST_STREAM with HTTP_1_1_REQUIRED
    Cut,              // close the connection
    AnswerAndGoAway,  // the connection stays open, but takes no more
  };
  using Script = std::function<Deed(const Request&)>;

  explicit FakeH2Provider(
      Script script = [](const Request&) { return Deed::Answer; }, int newest_tls = TLS1_3_VERSION)
      : script_(std::move(script)), tls_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free) {
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to whoever has gone; the child ignores it as well
    SSL_CTX_use_certificate(tls_.get(), certificate.certificate);
    SSL_CTX_use_PrivateKey(tls_.get(), certificate.key);
    SSL_CTX_set_max_proto_version(tls_.get(), newest_tls);
    if (newest_tls < TLS1_2_VERSION) {
      SSL_CTX_set_cipher_list(tls_.get(), "ALL:@SECLEVEL=0");
      SSL_CTX_set_min_proto_version(tls_.get(), TLS1_VERSION);
    }
    SSL_CTX_set_alpn_select_cb(
        tls_.get(),
        [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
           unsigned offered_size, void*) {
          const auto* ours = reinterpret_cast<const unsigned char*>("\x02h2");
          unsigned char* chosen = nullptr;
          if (SSL_select_next_proto(&chosen, size, ours, 3, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
            return SSL_TLSEXT_ERR_ALERT_FATAL;
          *out = chosen;
          return SSL_TLSEXT_ERR_OK;
        },
        nullptr);
    begin([this](int socket, int number) { Connection(*this, socket, number).serve(); });
  }
  ~FakeH2Provider() { end(); }

  std::string url(const std::string& path = "/") const {
    return "https://127.0.0.1:" + std::to_string(port()) + path;
  }
  std::vector<Request> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  std::size_t count() const { return requests().size(); }

  const OwnCertificate certificate;
  std::size_t together = 1;  // set before the first request

 private:
  struct Connection {
    Connection(FakeH2Provider& owner_, int socket, int number_)
        : owner(owner_), number(number_), tls(SSL_new(owner_.tls_.get()), &SSL_free) {
      SSL_set_fd(tls.get(), socket);
    }
    ~Connection() { nghttp2_session_del(session); }

    void serve() {
      if (SSL_accept(tls.get()) != 1) return;
      nghttp2_session_callbacks* callbacks = nullptr;
      nghttp2_session_callbacks_new(&callbacks);
      nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
      nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
      nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &on_frame);
      nghttp2_session_server_new(&session, callbacks, this);
      nghttp2_session_callbacks_del(callbacks);
      const nghttp2_settings_entry streams{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100};
      nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, &streams, 1);
      std::uint8_t some[16384];
      for (flush(); !is_over; flush()) {
        const int n = SSL_read(tls.get(), some, sizeof some);
        if (n <= 0 || nghttp2_session_mem_recv(session, some, static_cast<std::size_t>(n)) < 0) return;
      }
    }
    // In one record, so that whoever reads an answer has read what follows it too.
    void flush() {
      std::string out;
      const std::uint8_t* bytes = nullptr;
      for (ssize_t n = 0; (n = nghttp2_session_mem_send(session, &bytes)) > 0;)
        out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(n));
      if (!out.empty() && !is_over)
        is_over = SSL_write(tls.get(), out.data(), static_cast<int>(out.size())) <= 0;
    }

    static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                         std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                         std::uint8_t, void* self) {
      Request& request = static_cast<Connection*>(self)->coming[frame->hd.stream_id];
      const std::string key(reinterpret_cast<const char*>(name), name_size);
      const std::string text(reinterpret_cast<const char*>(value), value_size);
      if (key == ":method") request.method = text;
      if (key == ":path") request.path = text;
      return 0;
    }
    static int on_data(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes,
                       std::size_t size, void* self) {
      static_cast<Connection*>(self)->coming[stream].body.append(reinterpret_cast<const char*>(bytes), size);
      return 0;
    }
    static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
      const bool may_end = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
      if (may_end && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
        static_cast<Connection*>(self)->came(frame->hd.stream_id);
      return 0;
    }
    void came(std::int32_t stream) {
      Request request = coming[stream];
      coming.erase(stream);
      request.connection = number;
      request.on_connection = ++requests;
      {
        const std::scoped_lock lock(owner.mutex_);
        owner.requests_.push_back(request);
      }
      switch (owner.script_(request)) {
        case Deed::Answer:
          return answer(stream);
        case Deed::Collect: {
          held.push_back(stream);
          if (held.size() < owner.together) return;
          for (const auto one : held) answer(one);
          return held.clear();
        }
        case Deed::Refuse: {
          nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_REFUSED_STREAM);
          return;
        }
        case Deed::GoAway: {
          nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, std::max(stream - 2, 0), NGHTTP2_NO_ERROR,
                                nullptr, 0);
          return;
        }
        case Deed::Downgrade: {
          nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_HTTP_1_1_REQUIRED);
          return;
        }
        case Deed::AnswerAndGoAway:
          answer(stream);
          nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_NO_ERROR, nullptr, 0);
          return;
        case Deed::Cut:
          is_over = true;
      }
    }
    void answer(std::int32_t stream) {
      std::uint8_t name[] = ":status", value[] = "200";
      const nghttp2_nv status{name, value, 7, 3, NGHTTP2_NV_FLAG_NONE};
      nghttp2_data_provider body{};
      body.read_callback = [](nghttp2_session*, std::int32_t, std::uint8_t* into, std::size_t,
                              std::uint32_t* flags, nghttp2_data_source*, void*) -> ssize_t {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        std::memcpy(into, "ok", 2);
        return 2;
      };
      nghttp2_submit_response(session, stream, &status, 1, &body);
    }

    FakeH2Provider& owner;
    const int number;
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls;
    nghttp2_session* session = nullptr;
    std::map<std::int32_t, Request> coming;
    std::vector<std::int32_t> held;
    int requests = 0;
    bool is_over = false;
  };

  const Script script_;
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
};

}  // namespace lifecycled::tests
