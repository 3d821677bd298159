#include "dkim/signer.hpp"

#include <doctest/doctest.h>

#include "dkim/canonical.hpp"

using namespace email;

namespace {

// RFC 8463, appendix A.2: the private key in PKCS #8.
constexpr const char* ed25519 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

}  // namespace

TEST_CASE("relaxed: what servers on the way may change does not count (RFC 6376, 3.4.5)") {
  CHECK(relaxed_header("A: X\r\n") == "a:X\r\n");
  CHECK(relaxed_header("B : Y\t\r\n\tZ  \r\n") == "b:Y Z\r\n");
  CHECK(relaxed_header("Empty:\r\n") == "empty:\r\n");
  CHECK(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n") == " C\r\nD E\r\n");
  CHECK(relaxed_body("\r\n\r\n").empty());
  CHECK(relaxed_body("").empty());
  CHECK(relaxed_body("a\r\n\r\nb") == "a\r\n\r\nb\r\n");
}

TEST_CASE("a mail is taken apart at its first empty line") {
  const SplitMail split = split_mail("A: 1\r\n  2\r\nB: 3\r\n\r\nbody\r\n\r\nC: 4\r\n");
  REQUIRE(split.fields.size() == 2);
  CHECK(split.fields[0] == "A: 1\r\n  2\r\n");
  CHECK(field_name(split.fields[1]) == "b");
  CHECK(split.body == "body\r\n\r\nC: 4\r\n");
  CHECK(split_mail("A: 1\r\n").fields.size() == 1);
  CHECK(split_mail("\r\nbody").body == "body");
}

// Ed25519 signatures are the same each time, so RFC 8463's example can be made again: its header, its hash.
TEST_CASE("Ed25519 signs the hash of the text, as in RFC 8463") {
  const std::string signed_text =
      "from:Joe SixPack <joe@football.example.com>\r\n"
      "to:Suzie Q <suzie@shopping.example.net>\r\n"
      "subject:Is dinner ready?\r\n"
      "date:Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
      "message-id:<20030712040037.46341.5F8J@football.example.com>\r\n"
      // From, Subject and Date are named twice in the example, and there once.
      "dkim-signature:v=1; a=ed25519-sha256; c=relaxed/relaxed; d=football.example.com; "
      "i=@football.example.com; "
      "q=dns/txt; s=brisbane; t=1528637909; h=from : to : subject : date : message-id : from : subject : "
      "date; "
      "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=";
  const std::string signature = DkimKey(ed25519, "brisbane").sign(signed_text);
  REQUIRE(signature.size() == 64);
  // "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
  const unsigned char expected[] = {0xfe, 0x00, 0xab, 0x8a, 0x7a, 0x5c, 0x40, 0xea, 0x08, 0x7e, 0xe1, 0xcd};
  for (std::size_t i = 0; i < sizeof expected; ++i)
    CHECK(static_cast<unsigned char>(signature[i]) == expected[i]);
}

TEST_CASE("a signature names what it covers, and what nobody may add") {
  const DkimSigner signer("shop.example", {DkimKey(ed25519, "s1")});
  const std::string mail =
      "List-Unsubscribe: <https://shop.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
      "From: Shop <shop@shop.example>\r\nTo: anna@customers.example\r\nSubject: Hello\r\n"
      "Date: Wed, 01 Apr 2026 10:00:00 +0000\r\nMessage-Id: <1@shop.example>\r\n\r\nHello\r\n";
  const std::string header = signer.signatures(mail, std::chrono::seconds(1775037600));
  CHECK(header.starts_with("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=shop.example;"));
  CHECK(header.ends_with("\r\n"));
  std::string flat;
  for (const char c : header) {
    if (c != '\r' && c != '\n' && c != '\t' && c != ' ') flat += c;
  }
  CHECK(flat.find("h=from:from:to:to:subject:subject:date:date:reply-to:list-unsubscribe:list-unsubscribe:"
                  "list-unsubscribe-post:list-unsubscribe-post:message-id;") != flat.npos);
  CHECK(flat.find("t=1775037600;") != flat.npos);
  for (std::size_t at = 0; at < header.size();) {
    const auto end = header.find("\r\n", at);
    CHECK(end - at <= 78);
    at = end + 2;
  }
}

TEST_CASE("what is no key is refused with a reason") {
  for (const char* pem : {"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    CHECK_THROWS_AS(DkimKey(pem, "s"), std::invalid_argument);
}
