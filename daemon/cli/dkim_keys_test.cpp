#include "cli/dkim_keys.hpp"

#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/file.hpp"
#include "cli/data_command.hpp"

using namespace lifecycled;

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled.XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("a key is made once, closed to others, and its record stays the same") {
  const Folder folder;
  for (const bool ed25519 : {false, true}) {
    CAPTURE(ed25519);
    const auto file = folder.path / (ed25519 ? "ed25519.pem" : "rsa.pem");
    const DkimRecord made = keep_dkim_key(file, ed25519);
    CHECK(made.is_new);
    CHECK(made.text.starts_with(ed25519 ? "v=DKIM1; k=ed25519; p="
                                        : "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"));
    struct stat about{};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    const DkimRecord again = keep_dkim_key(file, !ed25519);
    CHECK(!again.is_new);
    CHECK(again.text == made.text);
  }
}

// RFC 8463, appendix A.2.
TEST_CASE("the record of RFC 8463's key is RFC 8463's record") {
  const Folder folder;
  std::ofstream(folder.path / "key.pem")
      << "-----BEGIN PRIVATE KEY-----\n"
         "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
         "-----END PRIVATE KEY-----\n";
  CHECK(keep_dkim_key(folder.path / "key.pem", false).text ==
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}

TEST_CASE("a file that holds something else is not touched") {
  const Folder folder;
  std::ofstream(folder.path / "notes") << "not a key\n";
  CHECK_THROWS_AS(keep_dkim_key(folder.path / "notes", false), CommandError);
  CHECK(read_file(folder.path / "notes", 100) == "not a key\n");
}

TEST_CASE("a long record is cut into texts of the DNS") {
  CHECK(in_zone_file("v=DKIM1") == "\"v=DKIM1\"");
  CHECK(in_zone_file(std::string(300, 'x')) ==
        "\"" + std::string(255, 'x') + "\" \"" + std::string(45, 'x') + "\"");
}
