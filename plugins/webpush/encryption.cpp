#include "encryption.hpp"

#include "content_coding.hpp"

namespace webpush {

using namespace std::string_view_literals;

TooLong::TooLong(std::size_t size)
    : std::length_error("the notification takes " + std::to_string(size) + " bytes of at most " +
                        std::to_string(longest_plaintext) +
                        ", title, body and addresses together; shorten its body") {}

std::string input_key(std::string_view secret, const Receiver& receiver, std::string_view our_point) {
  std::string info("WebPush: info\0"sv);
  info += receiver.point;
  info += our_point;
  return hkdf_expand(hmac_sha256(receiver.auth, secret), info, 32);
}

std::string encrypt(Curve& curve, const Receiver& receiver, std::string_view plaintext, EVP_PKEY* ours,
                    std::string_view salt) {
  if (plaintext.size() > longest_plaintext) throw TooLong(plaintext.size());
  const Key theirs = curve.public_key(receiver.point);
  if (theirs == nullptr) throw std::invalid_argument("the subscription's p256dh is no point of P-256");
  const std::string our_point = point_of(ours);
  const ContentKey key(salt, input_key(shared_secret(ours, theirs.get()), receiver, our_point));
  std::string padded(plaintext);
  padded += last_record;
  return coding_header(salt, longest_body, our_point) + key.seal(0, padded);
}

std::string encrypt(Curve& curve, const Receiver& receiver, std::string_view plaintext) {
  const Key ours = curve.new_key();
  return encrypt(curve, receiver, plaintext, ours.get(), random_bytes(salt_size));
}

}  // namespace webpush
