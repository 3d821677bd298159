#include "base/secret.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lifecycled;

namespace {

struct Scratch {
  std::filesystem::path path;
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "lifecycled.XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
};

std::string refusal(const std::string& reference) {
  try {
    fetch_secret(reference);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("where a secret may be kept") {
  for (const char* right : {"env:KEY", "file:/etc/key", "file:a key", "credential:shop-1.key"}) {
    CHECK_MESSAGE(is_secret_reference(right), right);
  }
  for (const char* wrong : {"", "hunter2", "env:", "env: ", "file: ", "credential:a/b", "credential:..",
                            "credential:.", "ENV:KEY", "env:A B"}) {
    CHECK_MESSAGE(!is_secret_reference(wrong), wrong);
  }
}

TEST_CASE("secrets are fetched from where they are kept, and refusals never show one") {
  const Scratch scratch;
  std::ofstream(scratch.path / "smtp") << "  from a file\r\n";
  std::ofstream(scratch.path / "empty") << "\n";
  std::ofstream(scratch.path / "nul") << std::string("hun\0ter", 7);
  ::setenv("CREDENTIALS_DIRECTORY", scratch.path.c_str(), 1);
  ::setenv("LIFECYCLED_TEST_SECRET", "from the environment", 1);
  CHECK(fetch_secret("env:LIFECYCLED_TEST_SECRET") == "from the environment");
  CHECK(fetch_secret("file:" + (scratch.path / "smtp").string()) == "from a file");
  CHECK(fetch_secret("credential:smtp") == "from a file");
  CHECK(refusal("credential:../smtp") == "names no place where a secret is kept");
  CHECK(refusal("hunter2") == "names no place where a secret is kept");
  CHECK(refusal("env:LIFECYCLED_NOT_THERE") == "this environment variable is not set");
  CHECK(refusal("credential:empty") == "it is empty");
  CHECK(refusal("credential:nul") == "it holds a NUL character");
  CHECK(refusal("file:/nonexistent").find("/nonexistent") != std::string::npos);
  ::unsetenv("CREDENTIALS_DIRECTORY");
  CHECK(refusal("credential:smtp") ==
        "systemd gave no credentials; add LoadCredential=smtp:/PATH to the unit");
}

TEST_CASE("a secret's file that everybody may read, or that is not there, is worth a word") {
  const Scratch scratch;
  const std::string file = (scratch.path / "key").string();
  std::ofstream(file) << "hunter2";
  ::chmod(file.c_str(), 0644);
  CHECK(doubt_about_secret("file:" + file) ==
        "everybody on this machine may read " + file + "; chmod o= " + file);
  ::chmod(file.c_str(), 0640);
  CHECK(doubt_about_secret("file:" + file).empty());
  CHECK(doubt_about_secret("file:" + file + "s") == file + "s does not exist");
  CHECK(doubt_about_secret("env:LIFECYCLED_NOT_THERE").empty());
}
