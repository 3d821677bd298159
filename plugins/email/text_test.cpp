#include "text.hpp"

#include <doctest/doctest.h>

using namespace email;

TEST_CASE("one line is one line, and valid UTF-8") {
  CHECK(one_line("Hello\r\nBcc: eve@example.org") == "Hello  Bcc: eve@example.org");
  CHECK(one_line(std::string_view("a\0b\x7f", 4)) == "a b ");
  CHECK(one_line("Gr\xc3\xbc\xc3\x9f"
                 "e") ==
        "Gr\xc3\xbc\xc3\x9f"
        "e");
  CHECK(one_line("\xff\xc0\x80 \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82") == "??? ??? ???? ??");
}

TEST_CASE("an address that could end a command, or name two, is none") {
  for (const char* good :
       {"anna@example.org", "o'neil+shop@sub.example.org", "j\xc3\xb6rg@example.org", "a@b"}) {
    CHECK(is_address(good));
  }
  for (const char* bad : {"", "anna", "@example.org", "anna@", "a b@example.org", "anna@example.org>",
                          "a@b\r\nRCPT TO:<eve@x>", "a@b,c@d", "a@b c@d", "<a@b>", "a@@b", "a@b@c", "a@.b",
                          "a@b.", "a@b..c", "\"a\"@b", "a\x01@b", "a@\xff"}) {
    CAPTURE(bad);
    CHECK(!is_address(bad));
  }
  CHECK(!is_address(std::string(65, 'a') + "@example.org"));
  CHECK(domain_of("anna@Example.ORG") == "example.org");
  CHECK(domain_of("anna").empty());
}

TEST_CASE("what stands between angle brackets stays there") {
  CHECK(bracket_content("https://x.example/u?a=1>, <mailto:eve@x") == "https://x.example/u?a=1mailto:eve@x");
  CHECK(bracket_content("https://x.example/\r\nX: y") == "https://x.example/X:y");
}

TEST_CASE("a message may set its own headers, not the mail's") {
  CHECK(is_free_header("X-Campaign"));
  CHECK(is_free_header("Auto-Submitted"));
  for (const char* taken :
       {"Bcc", "FROM", "content-type", "ARC-Seal", "DKIM-Signature", "X Y", "X:Y", "X\r\nY", ""}) {
    CAPTURE(taken);
    CHECK(!is_free_header(taken));
  }
}

TEST_CASE("lines end in CRLF, whatever they ended in") {
  const auto converted = [](std::string_view text) {
    std::string out;
    append_with_crlf(text, out);
    return out;
  };
  CHECK(converted("a\nb\rc\r\nd") == "a\r\nb\r\nc\r\nd\r\n");
  CHECK(converted("\n\r") == "\r\n\r\n");
  CHECK(converted("").empty());
}
