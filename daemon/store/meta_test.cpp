#include "store/meta.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
namespace fs = std::filesystem;

namespace {

// A daemon's folder: each start opens the file anew, as a daemon does.
struct Folder {
  fs::path path;
  SeededRandom& random;

  fs::path database_file() const { return path / "lifecycled.db"; }
  fs::path epoch_file() const { return path / "epoch"; }
  bool start() const {
    Database database(database_file(), Database::Mode::ReadWrite);
    return begin_epoch(database, epoch_file(), random);
  }
};

}  // namespace

TEST_CASE("words are kept, changed and removed") {
  ScratchDatabase scratch;
  Meta meta(scratch);
  CHECK_FALSE(meta.find("word"));
  meta.set("word", "one");
  meta.set("word", "two");
  meta.set("other", "");
  CHECK(meta.find("word") == "two");
  CHECK(meta.find("other") == "");
  meta.remove("word");
  CHECK_FALSE(meta.find("word"));
}

TEST_CASE("a pause has its reason and survives the daemon") {
  ScratchFolder folder;
  {
    Database database(folder.database_file(), Database::Mode::ReadWrite);
    CHECK_FALSE(Meta(database).paused());
    Meta(database).pause("by hand");
  }
  Database database(folder.database_file(), Database::Mode::ReadWrite);
  CHECK(Meta(database).paused() == "by hand");
  Meta(database).resume();
  CHECK_FALSE(Meta(database).paused());
}

TEST_CASE("a database is the one we left, start after start") {
  ScratchFolder scratch;
  SeededRandom random(1);
  const Folder folder{scratch.path(), random};
  CHECK(folder.start());
  const std::string first = read_file(folder.epoch_file());
  CHECK(folder.start());
  CHECK(read_file(folder.epoch_file()) != first);
  CHECK(folder.start());
}

TEST_CASE("an older state of the file is noticed: a backup put back in its place") {
  ScratchFolder scratch;
  SeededRandom random(2);
  const Folder folder{scratch.path(), random};
  REQUIRE(folder.start());
  const std::string backup = read_file(folder.database_file());
  REQUIRE(folder.start());
  // Written over the old file, so that even the inode stays.
  fs::resize_file(folder.database_file(), 0);
  fs::copy_file(folder.epoch_file(), scratch.path() / "kept");
  {
    const fs::path copy = scratch.path() / "backup";
    write_file(copy, backup);
    fs::copy_file(copy, folder.database_file(), fs::copy_options::overwrite_existing);
  }
  CHECK_FALSE(folder.start());
  // From then on it is ours: pausing and resuming is the operator's.
  CHECK(folder.start());
}

TEST_CASE("a backup restored without the epoch file is noticed") {
  ScratchFolder scratch;
  SeededRandom random(3);
  const Folder folder{scratch.path(), random};
  REQUIRE(folder.start());
  fs::remove(folder.epoch_file());
  CHECK_FALSE(folder.start());
}

TEST_CASE("a whole folder that was copied is noticed in the copy, and not in the original") {
  ScratchFolder scratch;
  SeededRandom random(4);
  const Folder original{scratch.path() / "original", random};
  const Folder copy{scratch.path() / "copy", random};
  fs::create_directory(original.path);
  REQUIRE(original.start());
  fs::copy(original.path, copy.path, fs::copy_options::recursive);
  CHECK_FALSE(copy.start());
  CHECK(original.start());
}

TEST_CASE("a folder that was moved within its file system is the same") {
  ScratchFolder scratch;
  SeededRandom random(5);
  const Folder before{scratch.path() / "before", random};
  const Folder after{scratch.path() / "after", random};
  fs::create_directory(before.path);
  REQUIRE(before.start());
  fs::rename(before.path, after.path);
  CHECK(after.start());
}

TEST_CASE("no crash on the way is taken for a copy") {
  ScratchFolder scratch;
  SeededRandom random(6);
  const Folder folder{scratch.path(), random};
  REQUIRE(folder.start());
  const auto words_in = [&](const char* key) {
    Database database(folder.database_file(), Database::Mode::ReadWrite);
    return Meta(database).find(key);
  };
  const std::string old_file = read_file(folder.epoch_file());
  const std::string old_epoch = words_in("epoch").value();
  CHECK_FALSE(words_in("next_epoch"));
  REQUIRE(folder.start());
  const std::string new_file = read_file(folder.epoch_file());
  const std::string new_epoch = words_in("epoch").value();

  // The database after a crash between the first write and the last.
  {
    Database database(folder.database_file(), Database::Mode::ReadWrite);
    Meta(database).set("epoch", old_epoch);
    Meta(database).set("next_epoch", new_epoch);
  }
  SUBCASE("before the file was written") { write_file(folder.epoch_file(), old_file); }
  SUBCASE("after the file was written") { REQUIRE(read_file(folder.epoch_file()) == new_file); }
  CHECK(folder.start());
  CHECK_FALSE(words_in("next_epoch"));
  CHECK(folder.start());
}

TEST_CASE("when the epoch file cannot be written, the next start is not taken for a copy") {
  ScratchFolder scratch;
  SeededRandom random(7);
  const Folder folder{scratch.path(), random};
  REQUIRE(folder.start());
  {
    Database database(folder.database_file(), Database::Mode::ReadWrite);
    CHECK_THROWS(begin_epoch(database, scratch.path() / "no folder" / "epoch", random));
  }
  CHECK(folder.start());
}
