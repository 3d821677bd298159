#include "base/file.hpp"

#include <string>

#include <doctest/doctest.h>
#include <stdlib.h>

using namespace lifecycled;

TEST_CASE("a folder holds what lies in it, however the two are written") {
  std::string name = (std::filesystem::temp_directory_path() / "lifecycled.XXXXXX").string();
  const std::filesystem::path root = ::mkdtemp(name.data());
  std::filesystem::create_directories(root / "state");
  std::filesystem::create_symlink(root / "state", root / "link");
  CHECK(holds(root, root / "state"));
  CHECK(holds(root / "state", root / "state"));
  CHECK(holds(root / "state" / "..", root / "state"));
  CHECK(holds(root / "link", root / "state" / "not yet"));
  CHECK(holds("/", root));
  CHECK_FALSE(holds(root / "state", root));
  CHECK_FALSE(holds(root / "stat", root / "state"));
  CHECK_FALSE(holds(root / "state" / "outbox", root / "state"));
  std::filesystem::remove_all(root);
}
