#include "store/contents.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "base/crypto.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

namespace {

const std::string mail = R"({"subject": "Grüße", "html": "<p>)" + std::string(3000, 'x') + R"(</p>"})";

}  // namespace

TEST_CASE("a text comes back byte for byte, with its hash, and takes less room") {
  const std::string with_zero("\0\xFF\n", 3);
  for (const std::string& text : {mail, std::string(), with_zero}) {
    const PackedContent packed = pack_content(text);
    CHECK(unpack_content(packed.body) == text);
    CHECK(packed.hash == bytes_of(sha256(text)));
  }
  CHECK(pack_content(mail).body.size() < mail.size() / 10);
  CHECK(pack_content(mail).body == pack_content(mail).body);
}

TEST_CASE("no damage passes for a content: any byte changed, cut or added is noticed") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "line " + std::to_string(i * i) + "\n";
  const std::string body = pack_content(text).body;
  int unnoticed = 0;
  for (std::size_t at = 0; at < body.size(); ++at) {
    std::string damaged = body;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    try {
      if (unpack_content(damaged) != text) ++unnoticed;
    } catch (const std::runtime_error&) {
      // Noticed.
    }
  }
  CHECK(unnoticed == 0);
  for (const std::size_t length : {std::size_t{0}, std::size_t{3}, body.size() / 2, body.size() - 1}) {
    CHECK_THROWS_AS(unpack_content(body.substr(0, length)), std::runtime_error);
  }
  CHECK_THROWS_AS(unpack_content(body + "x"), std::runtime_error);
  CHECK_THROWS_AS(unpack_content("{}"), std::runtime_error);
}

TEST_CASE("what was rendered first stays, so that a retry sends the same bytes") {
  ScratchDatabase scratch;
  Contents contents(scratch);
  CHECK_FALSE(contents.find(1));
  contents.save(1, pack_content("first"), some_noon);
  contents.save(1, pack_content("second"), some_noon);
  const auto body = contents.find(1);
  REQUIRE(body);
  CHECK(unpack_content(*body) == "first");
  CHECK_FALSE(contents.find(2));
}

TEST_CASE("old bodies are forgotten in slices, oldest first; their hashes stay") {
  ScratchDatabase scratch;
  Contents contents(scratch);
  for (int i = 1; i <= 5; ++i)
    contents.save(i, pack_content("text " + std::to_string(i)), some_noon + i * 1h);
  CHECK(contents.forget(some_noon + 4h, 2) == 2);
  CHECK_FALSE(contents.find(1));
  CHECK_FALSE(contents.find(2));
  CHECK(contents.find(3));
  CHECK(contents.forget(some_noon + 4h, 2) == 1);
  CHECK(contents.forget(some_noon + 4h, 2) == 0);
  CHECK(contents.find(4));
  CHECK(number_from(scratch, "SELECT count(*) FROM contents WHERE length(hash) = 32") == 5);
  // A retry after the keeping time must not silently keep another text under the old hash.
  contents.save(1, pack_content("other"), some_noon + 9h);
  CHECK_FALSE(contents.find(1));
}
