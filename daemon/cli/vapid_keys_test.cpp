#include "cli/vapid_keys.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"

using namespace lifecycled;

namespace {

struct Scratch {
  Scratch() { std::filesystem::create_directories(folder); }
  ~Scratch() { std::filesystem::remove_all(folder); }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("lifecycled-vapid-" + std::to_string(::getpid()));
  const std::filesystem::path file = folder / "vapid.key";
  SeededRandom random{1};
};

}  // namespace

TEST_CASE("a key of web push is made once, for its owner alone, and told again each time") {
  Scratch scratch;
  const VapidKey made = keep_vapid_key(scratch.file, scratch.random);
  CHECK(made.is_new);
  CHECK(made.public_key.size() == 87);
  CHECK(made.public_key.starts_with("B"));  // 0x04: an uncompressed point
  struct stat about{};
  REQUIRE(::stat(scratch.file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  const std::string text = read_file(scratch.file, 100);
  CHECK(text.size() == 44);
  CHECK(vapid_public_key(std::string(trimmed(text))) == made.public_key);

  const VapidKey again = keep_vapid_key(scratch.file, scratch.random);
  CHECK_FALSE(again.is_new);
  CHECK(again.public_key == made.public_key);
  CHECK(read_file(scratch.file, 100) == text);
}

TEST_CASE("the public key is that of RFC 8291's example, and what is no key has none") {
  CHECK(vapid_public_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw") ==
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
  for (const std::string& text : {std::string(), std::string("password"), std::string(43, 'A'),
                                  "_" + std::string(42, '_').replace(41, 1, "8")})
    CHECK(vapid_public_key(text).empty());
}

TEST_CASE("another file is never written over") {
  Scratch scratch;
  write_file(scratch.file, "something else\n", 0600);
  CHECK_THROWS_AS(keep_vapid_key(scratch.file, scratch.random), CommandError);
  CHECK(read_file(scratch.file, 100) == "something else\n");
}
