#include "cli/link_keys.hpp"

#include <filesystem>

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/signed_token.hpp"
#include "cli/data_command.hpp"

using namespace lifecycled;

namespace {

const Instant today = parse_instant("2026-03-01T12:00:00Z").value();

struct Scratch {
  Scratch()
      : folder(std::filesystem::temp_directory_path() / ("lifecycled-keys-" + std::to_string(::getpid()))),
        file(folder / "link.key") {
    std::filesystem::create_directories(folder);
  }
  ~Scratch() { std::filesystem::remove_all(folder); }

  boost::json::object ask(const char* act, const std::string& id = "") {
    return change_link_keys(file, random, today, {{"act", act}, {"id", id}});
  }
  std::string id(std::size_t place) { return id_of(read_link_keys(file).at(place)); }

  std::filesystem::path folder, file;
  SeededRandom random{1};
};

}  // namespace

TEST_CASE("a rotation puts a new key before the old one, which still counts until it is retired") {
  Scratch scratch;
  write_file(scratch.file, "an old key\n", 0600);
  const std::string token = TokenSigner({"an old key"}).sign("rating", "1");
  const auto keys = scratch.ask("rotate").at("keys").as_array();
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].at("signs") == true);
  CHECK(keys[0].at("made") == "2026-03-01T12:00:00.000Z");
  CHECK(keys[1].at("signs") == false);
  CHECK(keys[1].at("made").is_null());
  struct stat status{};
  REQUIRE(::stat(scratch.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);

  TokenSigner signer(secrets_of(read_link_keys(scratch.file)));
  CHECK(signer.verify("rating", token) == "1");
  CHECK(signer.sign("rating", "1") != token);

  CHECK(scratch.ask("retire", scratch.id(1)).at("keys").as_array().size() == 1);
  CHECK_FALSE(TokenSigner(secrets_of(read_link_keys(scratch.file))).verify("rating", token));
}

TEST_CASE("what is told of keys names them and does not tell them") {
  Scratch scratch;
  write_link_keys(scratch.file, {make_link_key(scratch.random, today)});
  const std::string told = boost::json::serialize(scratch.ask("list"));
  CHECK(told.find(read_link_keys(scratch.file)[0].secret) == std::string::npos);
  CHECK(told.find(scratch.id(0)) != std::string::npos);
  CHECK(scratch.id(0).size() == 8);
}

TEST_CASE("the key that signs is not retired, and unknown ones are named") {
  Scratch scratch;
  write_file(scratch.file, "a\nb\n", 0600);
  CHECK_THROWS_WITH_AS(
      scratch.ask("retire", scratch.id(0)),
      (scratch.id(0) + " signs the links of today; rotate first, and retire it later").c_str(), CommandError);
  CHECK_THROWS_WITH_AS(scratch.ask("retire", "12345678"),
                       "there is no key \"12345678\"; `lifecycled keys list` shows them", CommandError);
  CHECK(read_file(scratch.file) == "a\nb\n");
  write_file(scratch.file, "\n", 0600);
  CHECK_THROWS_AS(scratch.ask("list"), std::runtime_error);
}
