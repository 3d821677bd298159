// webpush_bench ours PLUGIN URL CERTIFICATE COUNT | bare COUNT
//
// Push messages of 300 bytes from one thread: by the plugin and the HTTP client that it is given, to the push
// service at URL; or the operations of OpenSSL that no sender can do without (reading the browser's point, a
// key, ECDH, HKDF, AES-128-GCM), with everything looked up before that outlasts a message. Prints one JSON
// object: how many, seconds, processor seconds of the process.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "channel/loaded_channel.hpp"
#include "plugin_host/http_client.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t in_flight = 64, at_once = 64;
// RFC 8291's example: the browser and the shop.
const std::string browser_key =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const std::string browser_secret = "BTBZMqHH6r4Tts7J_aSIgg";
const std::string public_key =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
const std::string private_key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

struct Work {
  std::string plugin, url, certificate;
  std::size_t count = 0;
};

class Pushes final : public ChannelEvents {
 public:
  explicit Pushes(const Work& work) : wanted_(work.count) {
    sample_.recipient = R"({"endpoint":")" + work.url + R"(","keys":{"p256dh":")" + browser_key +
                        R"(","auth":")" + browser_secret + R"("}})";
    sample_.language = "en";
    sample_.extra_json = R"({"title":"Your parcel is on its way","body":")" + std::string(200, 'x') +
                         R"(","url":"https://shop.example/l/abcdefghijkl","ttl":3600,"urgency":"normal"})";
  }
  void send_more(Channel& channel) {
    while (sent_ < wanted_ && sent_ - answered_ < in_flight) {
      std::vector<OutboundMessage> batch;
      while (batch.size() < at_once && sent_ < wanted_ && sent_ - answered_ < in_flight) {
        OutboundMessage& message = batch.emplace_back(sample_);
        message.ticket = ++sent_;
        message.idempotency_key = "key-" + std::to_string(sent_);
      }
      channel.submit(std::move(batch));
    }
  }
  bool is_done() const { return answered_ == wanted_; }
  std::size_t accepted() const { return accepted_; }

  void completed(std::vector<Completion> completions) override {
    for (const Completion& completion : completions) {
      ++answered_;
      if (completion.result.outcome == Outcome::Accepted) {
        ++accepted_;
      } else {
        std::fprintf(stderr, "%s\n", completion.result.detail.c_str());
      }
    }
  }
  void lost(std::vector<Lost>) override { throw std::runtime_error("the channel failed"); }
  void logged(int, const std::string& text) override { std::fprintf(stderr, "%s\n", text.c_str()); }
  void reported(std::vector<Receipt>, std::function<void(bool)> done) override { done(true); }
  void state_changed(ChannelState state, const std::string& reason) override {
    if (state == ChannelState::Down) throw std::runtime_error(reason);
  }

 private:
  OutboundMessage sample_;
  std::size_t wanted_, sent_ = 0, answered_ = 0, accepted_ = 0;
};

std::size_t by_ours(const Work& work) {
  const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  HttpClientSettings settings;
  settings.allow_private_addresses = true;
  settings.ca_file = work.certificate;
  CurlHttpClient http(settings, [wake] {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake, &one, sizeof one));
  });
  boost::asio::io_context io{1};
  Pushes pushes(work);
  const std::size_t host = std::string("https://").size();
  const OptionValues options{
      {"vapid_public_key", public_key},
      {"vapid_private_key", private_key},
      {"contact", std::string("mailto:push@shop.example")},
      {"push_services", std::vector<std::string>{work.url.substr(host, work.url.find('/', host) - host)}},
      {"in_flight", std::int64_t{in_flight}},
      {"timeout", std::int64_t{20}}};
  const auto channel = make_loaded_channel(io, {work.plugin, "", options, &http}, pushes);
  channel->start();
  while (!pushes.is_done()) {
    io.restart();
    io.poll();
    pushes.send_more(*channel);
    http.advance();
    io.restart();
    if (io.poll() > 0) continue;
    pollfd watched[1] = {{wake, POLLIN, 0}};
    if (http.is_busy()) {
      http.wait(watched, -1);
    } else {
      ::poll(watched, 1, 0);
    }
    std::uint64_t count = 0;
    if (watched[0].revents != 0) static_cast<void>(!::read(wake, &count, sizeof count));
  }
  ::close(wake);
  return pushes.accepted();
}

// Debian 12's libcurl 7.88.1 resets every HTTP/2 stream that has ended, and nghttp2, which is Node's, takes
// more than 1,000 resets, and 33 a second, for an attack and goes away. So a connection has fewer.
constexpr std::size_t most_to_a_connection = 900;

std::size_t by_ours_in_turns(const Work& work) {
  std::size_t good = 0;
  for (std::size_t done = 0; done < work.count;) {
    Work some = work;
    some.count = std::min(most_to_a_connection, work.count - done);
    done += some.count;
    good += by_ours(some);
  }
  return good;
}

void require(bool went_well) {
  if (!went_well) throw std::runtime_error("OpenSSL failed");
}

std::string point_of_a_browser() {
  EVP_PKEY* const browser = EVP_EC_gen("P-256");
  std::string point(65, '\0');
  std::size_t size = 0;
  require(browser != nullptr &&
          EVP_PKEY_get_octet_string_param(browser, OSSL_PKEY_PARAM_PUB_KEY,
                                          reinterpret_cast<unsigned char*>(point.data()), point.size(),
                                          &size) == 1);
  EVP_PKEY_free(browser);
  return point;
}

std::size_t by_bare_openssl(std::size_t count) {
  EVP_PKEY* const parameters = EVP_EC_gen("P-256");
  const std::string point = point_of_a_browser();
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  EVP_CIPHER_CTX* const sealing = EVP_CIPHER_CTX_new();
  EVP_KDF* const hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  EVP_KDF_CTX* const deriving = EVP_KDF_CTX_new(hkdf);
  EVP_PKEY_CTX* const making = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  require(EVP_PKEY_keygen_init(making) == 1 && EVP_PKEY_CTX_set_group_name(making, "P-256") == 1);
  unsigned char secret[32], salt[16], key[32], nonce[12], text[300] = {}, sealed[320], info[144] = {};
  const auto derive = [&](unsigned char* in, std::size_t in_size, std::size_t info_size, unsigned char* out,
                          std::size_t size) {
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, in, in_size),
                                 OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt, sizeof salt),
                                 OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, info_size),
                                 OSSL_PARAM_construct_end()};
    EVP_KDF_CTX_reset(deriving);
    require(EVP_KDF_derive(deriving, out, size, params) == 1);
  };
  for (std::size_t i = 0; i < count; ++i) {
    // Each browser has its own.
    EVP_PKEY* const browser = EVP_PKEY_new();
    require(EVP_PKEY_copy_parameters(browser, parameters) == 1 &&
            EVP_PKEY_set1_encoded_public_key(browser, reinterpret_cast<const unsigned char*>(point.data()),
                                             point.size()) == 1);
    EVP_PKEY* ours = nullptr;
    require(EVP_PKEY_generate(making, &ours) == 1);
    EVP_PKEY_CTX* const agreeing = EVP_PKEY_CTX_new(ours, nullptr);
    std::size_t size = sizeof secret;
    require(EVP_PKEY_derive_init(agreeing) == 1 && EVP_PKEY_derive_set_peer_ex(agreeing, browser, 0) == 1 &&
            EVP_PKEY_derive(agreeing, secret, &size) == 1 && RAND_bytes(salt, sizeof salt) == 1);
    derive(secret, sizeof secret, 144, key, 32);
    unsigned char input[32];
    std::memcpy(input, key, sizeof input);
    derive(input, sizeof input, 28, key, 16);
    derive(input, sizeof input, 24, nonce, 12);
    int length = 0;
    require(EVP_EncryptInit_ex2(sealing, cipher, key, nonce, nullptr) == 1 &&
            EVP_EncryptUpdate(sealing, sealed, &length, text, sizeof text) == 1 &&
            EVP_EncryptFinal_ex(sealing, sealed + length, &length) == 1 &&
            EVP_CIPHER_CTX_ctrl(sealing, EVP_CTRL_AEAD_GET_TAG, 16, sealed + sizeof text) == 1);
    EVP_PKEY_CTX_free(agreeing);
    EVP_PKEY_free(ours);
    EVP_PKEY_free(browser);
  }
  EVP_PKEY_CTX_free(making);
  EVP_KDF_CTX_free(deriving);
  EVP_KDF_free(hkdf);
  EVP_CIPHER_CTX_free(sealing);
  EVP_CIPHER_free(cipher);
  EVP_PKEY_free(parameters);
  return count;
}

int run(int count, char** words) {
  const bool is_ours = count == 6 && std::strcmp(words[1], "ours") == 0;
  if (!is_ours && !(count == 3 && std::strcmp(words[1], "bare") == 0)) {
    std::fputs("usage: webpush_bench ours PLUGIN URL CERTIFICATE COUNT | bare COUNT\n", stderr);
    return 2;
  }
  ::signal(SIGPIPE, SIG_IGN);
  const std::size_t wanted = std::stoul(words[count - 1]);
  const auto begun = std::chrono::steady_clock::now();
  const auto processor = std::clock();
  const std::size_t good =
      is_ours ? by_ours_in_turns({words[2], words[3], words[4], wanted}) : by_bare_openssl(wanted);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("{\"pushes\": %zu, \"seconds\": %.6f, \"cpu_seconds\": %.6f}\n", good, took.count(),
              static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
  return good == wanted ? 0 : 1;
}

}  // namespace
}  // namespace lifecycled

int main(int count, char** words) try {
  return lifecycled::run(count, words);
} catch (const std::exception& error) {
  std::fprintf(stderr, "webpush_bench: %s\n", error.what());
  return 1;
}
