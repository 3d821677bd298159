#include "vapid.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "base64url.hpp"
#include "verification.hpp"

using namespace webpush;

namespace {

const std::string key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";  // RFC 8291's example sender
const std::string its_public =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr std::int64_t noon = 1'767'268'800;

std::string token_in(const std::string& header) { return header.substr(8, header.find(',') - 8); }
std::string claims_in(const std::string& token) {
  const auto first = token.find('.') + 1;
  return from_base64url(std::string_view(token).substr(first, token.rfind('.') - first)).value();
}

}  // namespace

TEST_CASE("the token says for whom, until when and by whom, and the key stands beside it") {
  Vapid vapid(key, "mailto:push@shop.example");
  CHECK(vapid.public_key_text() == its_public);
  const std::string header = vapid.authorization("https://push.example:8443", noon);
  CHECK(header.starts_with("vapid t="));
  CHECK(header.ends_with(", k=" + its_public));
  CHECK(is_signed_by(from_base64url(its_public).value(), token_in(header)));
  CHECK(claims_in(token_in(header)) ==
        R"({"aud":"https://push.example:8443","exp":1767312000,"sub":"mailto:push@shop.example"})");
}

TEST_CASE("a token is used for six hours, for its origin alone, and not when the clock was put back") {
  Vapid vapid(key, "mailto:push@shop.example");
  const std::string first = vapid.authorization("https://a.example", noon);
  CHECK(vapid.authorization("https://a.example", noon + 6 * 3600 - 1) == first);
  CHECK(vapid.authorization("https://b.example", noon) != first);
  const std::string second = vapid.authorization("https://a.example", noon + 6 * 3600);
  CHECK(second != first);
  CHECK(vapid.authorization("https://a.example", noon) != second);
}

TEST_CASE("ever new origins are not kept for ever") {
  Vapid vapid(key, "mailto:push@shop.example");
  const std::string first = vapid.authorization("https://first.example", noon);
  for (int i = 0; i < 256; ++i) vapid.authorization("https://" + std::to_string(i) + ".example", noon);
  CHECK(vapid.authorization("https://first.example", noon + 1) != first);  // made anew
}

TEST_CASE("what is no key is refused") {
  for (const std::string& text : {std::string("password"), std::string(), its_public, std::string(43, 'A')}) {
    CAPTURE(text);
    CHECK_THROWS_AS(Vapid(text, "mailto:push@shop.example"), std::invalid_argument);
  }
}
