#include "cli/plugin_template.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "lifecycled.XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
};

TEST_CASE("a new plugin carries its own name everywhere, in the form of each place") {
  const Folder folder;
  const auto written = write_new_plugin({"acme.sms-2_go", folder.path, "c++"});
  const fs::path project = folder.path / "acme-sms-2-go";
  CHECK(written.at("folder").as_string() == project.string());
  CHECK(written.at("next").as_array().size() == 3);

  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(project)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    CAPTURE(entry.path().string());
    const std::string text = read_file(entry.path(), 1u << 20);
    CHECK_FALSE(text.empty());
    for (const char* word : {"parrot", "Parrot"}) CHECK(text.find(word) == text.npos);
  }
  CHECK(files == written.at("files").as_array().size());
  CHECK(files == 5);

  const std::string source = read_file(project / "src/plugin.cpp", 1u << 20);
  CHECK(source.find("class AcmeSms2GoChannel final") != source.npos);
  CHECK(source.find("\"acme.sms-2_go\"") != source.npos);
  CHECK(source.find("\"Acme Sms 2 Go\"") != source.npos);
  const std::string cmake = read_file(project / "CMakeLists.txt", 1u << 20);
  CHECK(cmake.find("lifecycled_add_plugin(acme-sms-2-go SOURCES src/plugin.cpp)") != cmake.npos);
  CHECK(read_file(project / "check.toml", 1u << 20).find("m-@ID@") != std::string::npos);
  // Whatever the program's umask: a colleague may read it.
  CHECK((fs::status(project / "src/plugin.cpp").permissions() & fs::perms::others_read) != fs::perms::none);
}

TEST_CASE("a new plugin in C has no C++ in it") {
  const Folder folder;
  write_new_plugin({"acme.sms", folder.path, "c"});
  CHECK(fs::exists(folder.path / "acme-sms/src/plugin.c"));
  CHECK_FALSE(fs::exists(folder.path / "acme-sms/src/plugin.cpp"));
  CHECK(fs::exists(folder.path / "acme-sms/README.md"));
}

TEST_CASE("a new plugin overwrites nothing, and its name is one") {
  const Folder folder;
  write_new_plugin({"acme.sms", folder.path, "c"});
  // Another name of the same folder.
  CHECK_THROWS_WITH_AS(
      write_new_plugin({"acme-sms", folder.path, "c++"}),
      ((folder.path / "acme-sms").string() + " is there already; nothing was written").c_str(), CommandError);
  CHECK_FALSE(fs::exists(folder.path / "acme-sms/src/plugin.cpp"));
  CHECK_THROWS_WITH_AS(write_new_plugin({"email", folder.path, "c"}),
                       "\"email\" is taken; put a word in front, such as acme.email", CommandError);
  for (const std::string name :
       {"", "Acme", "acme.", ".acme", "acme..sms", "acme/sms", "../x", "2go", "acme sms", "ácme", "\x1b[31m",
        "a234567890123456789012345678901234567890x"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(write_new_plugin({name, folder.path, "c"}), CommandError);
  }
  CHECK_THROWS_AS(write_new_plugin({"acme.sms", folder.path / "nowhere", "c"}), CommandError);
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
}

}  // namespace
}  // namespace lifecycled
