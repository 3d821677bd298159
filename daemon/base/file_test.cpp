#include "base/file.hpp"

#include <stdexcept>
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

TEST_CASE("a file that cannot be written is told by the name that was asked for") {
  CHECK_THROWS_WITH_AS(write_file("/nonexistent/x.svg", "", 0644),
                       "/nonexistent/x.svg: cannot create: No such file or directory", std::runtime_error);
}
