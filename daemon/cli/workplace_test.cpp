#include "cli/workplace.hpp"

#include <filesystem>
#include <stdexcept>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/file.hpp"
#include "cli/secrets.hpp"

using namespace lifecycled;

namespace {

// A folder of its own that goes with the test.
struct Scratch {
  Scratch()
      : path(std::filesystem::temp_directory_path() / ("lifecycled-cli-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("one writer, always: a second one does not get the lock until the first is gone") {
  const Scratch scratch;
  Workplace second(scratch.path);
  {
    Workplace first(scratch.path);
    CHECK(first.try_lock());
    CHECK_FALSE(second.try_lock());
  }
  CHECK(second.try_lock());
}

TEST_CASE("the key that signs links is made once, readable by its owner alone, and may be rotated") {
  const Scratch scratch;
  SeededRandom random(1);
  const Workplace place(scratch.path);
  const std::string token = place.token_signer(random, Instant{})->sign("rating", "1.2.");
  CHECK(place.token_signer(random, Instant{})->verify("rating", token) == "1.2.");
  struct stat status{};
  REQUIRE(::stat((scratch.path / "link.key").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);

  write_file(scratch.path / "link.key", "a new key\n" + read_file(scratch.path / "link.key"), 0600);
  CHECK(place.token_signer(random, Instant{})->verify("rating", token) == "1.2.");
  write_file(scratch.path / "link.key", "\n", 0600);
  CHECK_THROWS_AS(place.token_signer(random, Instant{}), std::runtime_error);
}

TEST_CASE("a secret that cannot be read is named by its reference, never by its text") {
  const Scratch scratch;
  write_file(scratch.path / "key", "  hunter2\n");
  CHECK(read_secret({"file:" + (scratch.path / "key").string(), {}}) == "hunter2");
  CHECK_THROWS_WITH_AS(
      read_secret({"env:LIFECYCLED_NO_SUCH_NAME", {"lifecycled.toml", 3, 7}}),
      "lifecycled.toml:3:7: env:LIFECYCLED_NO_SUCH_NAME: this environment variable is not set",
      std::runtime_error);
  write_file(scratch.path / "key", "\n");
  CHECK_THROWS_AS(read_secret({"file:" + (scratch.path / "key").string(), {}}), std::runtime_error);
}
