#include "encryption.hpp"

#include <doctest/doctest.h>

#include "base64url.hpp"
#include "content_coding.hpp"
#include "opening.hpp"

using namespace webpush;

namespace {

std::string bytes(const char* text) { return from_base64url(text).value(); }

// RFC 8291, 5 and appendix A.
const std::string plaintext = "When I grow up, I want to be a watermelon";
const Receiver receiver{
    bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    bytes("BTBZMqHH6r4Tts7J_aSIgg")};
const std::string receiver_secret = bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
const std::string sender_secret = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
const std::string salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");

std::string opened(const std::string& body) {
  const OpenedHeader header = open_header(body);
  const Key ours = private_key(receiver_secret), theirs = Curve().public_key(header.key_id);
  return open_records(header, ContentKey(header.salt, input_key(shared_secret(ours.get(), theirs.get()),
                                                                receiver, header.key_id)));
}

}  // namespace

TEST_CASE("the example of RFC 8291 comes out byte for byte") {
  Curve curve;
  const Key ours = private_key(sender_secret);
  CHECK(to_base64url(encrypt(curve, receiver, plaintext, ours.get(), salt)) ==
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST_CASE("the browser reads it, and no two are alike") {
  Curve curve;
  const std::string one = encrypt(curve, receiver, plaintext), other = encrypt(curve, receiver, plaintext);
  CHECK(opened(one) == plaintext);
  CHECK(opened(other) == plaintext);
  // Neither salt nor key is used twice.
  CHECK(one.substr(0, 16) != other.substr(0, 16));
  CHECK(one.substr(21, 65) != other.substr(21, 65));
  std::string changed = one;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  CHECK_THROWS(opened(changed));
}

TEST_CASE("the longest text fills 4,096 bytes, and one byte more is told") {
  Curve curve;
  const std::string longest(longest_plaintext, 'x');
  const std::string body = encrypt(curve, receiver, longest);
  CHECK(body.size() == 4096);
  CHECK(opened(body) == longest);
  CHECK_THROWS_WITH_AS(encrypt(curve, receiver, longest + "x"),
                       "the notification takes 3994 bytes of at most 3993, title, body and addresses "
                       "together; shorten its body",
                       TooLong);
}

TEST_CASE("keys that are none are refused") {
  Curve curve;
  Receiver off = receiver;
  off.point[40] = static_cast<char>(off.point[40] ^ 1);  // not on the curve
  CHECK_THROWS_AS(encrypt(curve, off, plaintext), std::invalid_argument);
  for (const std::string& point :
       {std::string(), std::string(65, '\0'), std::string(65, '\4'), std::string(33, '\2')})
    CHECK(Curve().public_key(point) == nullptr);
  for (const std::string& number :
       {std::string(), std::string(32, '\0'), std::string(32, '\xff'), std::string(31, '\1')})
    CHECK(private_key(number) == nullptr);
}
