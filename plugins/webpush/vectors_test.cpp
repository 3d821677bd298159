// The examples of RFC 8188, 8291 and 8292, from a file beside the project; skipped by name when it is not
// there.
#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "base64url.hpp"
#include "content_coding.hpp"
#include "encryption.hpp"
#include "opening.hpp"
#include "vapid.hpp"
#include "verification.hpp"

using namespace webpush;

namespace {

namespace json = boost::json;

json::object vectors(const char* name) {
  std::ifstream file(WEBPUSH_VECTORS);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) return {};
  return json::parse(text).at(name).as_object();
}

std::string text_of(const json::object& from, const char* name) {
  return std::string(from.at(name).as_string());
}
std::string bytes_of(const json::object& from, const char* name) {
  return from_base64url(text_of(from, name)).value();
}

#define VECTORS_OR_SKIP(name)                                       \
  const json::object v = vectors(name);                             \
  if (v.empty()) {                                                  \
    MESSAGE("skipped: " name ", for there is no " WEBPUSH_VECTORS); \
    return;                                                         \
  }

}  // namespace

TEST_CASE("RFC 8291, appendix A: each step, and the body") {
  Curve curve;
  VECTORS_OR_SKIP("rfc8291_appendix_a");
  const Receiver receiver{bytes_of(v, "ua_public"), bytes_of(v, "auth_secret")};
  const Key ours = private_key(bytes_of(v, "as_private")), theirs = private_key(bytes_of(v, "ua_private"));
  CHECK(point_of(ours.get()) == bytes_of(v, "as_public"));
  CHECK(point_of(theirs.get()) == receiver.point);
  const std::string secret = shared_secret(ours.get(), theirs.get());
  CHECK(secret == bytes_of(v, "ecdh_secret"));
  CHECK(hmac_sha256(receiver.auth, secret) == bytes_of(v, "PRK_key"));
  const std::string input = input_key(secret, receiver, bytes_of(v, "as_public"));
  CHECK(input == bytes_of(v, "IKM"));
  CHECK(hmac_sha256(bytes_of(v, "salt"), input) == bytes_of(v, "PRK"));
  const ContentKey key(bytes_of(v, "salt"), input);
  CHECK(key.key() == bytes_of(v, "CEK"));
  CHECK(key.nonce(0) == bytes_of(v, "NONCE"));
  CHECK(encrypt(curve, receiver, text_of(v, "plaintext"), ours.get(), bytes_of(v, "salt")) ==
        bytes_of(v, "body"));
}

TEST_CASE("RFC 8188, 3.1: one record") {
  VECTORS_OR_SKIP("rfc8188_3_1");
  const std::string body = bytes_of(v, "body");
  const OpenedHeader header = open_header(body);
  const ContentKey key(header.salt, bytes_of(v, "key"));
  CHECK(header.record_size == v.at("rs").to_number<std::uint32_t>());
  CHECK(coding_header(header.salt, header.record_size, "") +
            key.seal(0, text_of(v, "plaintext") + last_record) ==
        body);
}

TEST_CASE("RFC 8188, 3.2: two records, with padding and a key's name") {
  VECTORS_OR_SKIP("rfc8188_3_2");
  const std::string body = bytes_of(v, "body"), plaintext = text_of(v, "plaintext");
  const OpenedHeader header = open_header(body);
  const ContentKey key(header.salt, bytes_of(v, "key"));
  CHECK(header.key_id == text_of(v, "keyid"));
  CHECK(open_records(header, key) == plaintext);
  // The first record holds seven bytes, its delimiter and one of padding.
  CHECK(coding_header(header.salt, 25, "a1") +
            key.seal(0, plaintext.substr(0, 7) + further_record + std::string(1, '\0')) +
            key.seal(1, plaintext.substr(7) + last_record) ==
        body);
}

TEST_CASE("RFC 8292, 2.4: the same claims are signed, and the same check takes both") {
  VECTORS_OR_SKIP("rfc8292_2_4");
  const std::string theirs = text_of(v, "jwt"), point = bytes_of(v, "k");
  CHECK(is_signed_by(point, theirs));
  const Vapid vapid(to_base64url(std::string(32, '\7')), "mailto:push@example.com");
  const std::string ours = vapid.token("https://push.example.net", 1453523768);
  CHECK(ours.substr(0, ours.rfind('.')) == theirs.substr(0, theirs.rfind('.')));
  CHECK(is_signed_by(from_base64url(vapid.public_key_text()).value(), ours));
  CHECK_FALSE(is_signed_by(point, ours));
}
