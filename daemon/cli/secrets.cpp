#include "cli/secrets.hpp"

#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace lifecycled {

std::string read_secret(const SecretReference& reference) {
  const std::string& text = reference.text;
  const auto colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string name = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto refuse = [&](std::string_view why) -> std::runtime_error {
    return std::runtime_error(fmt::format("{}: {}: {}", to_string(reference.place), text, why));
  };
  std::string secret;
  if (kind == "env") {
    const char* value = std::getenv(name.c_str());
    if (!value) throw refuse("this environment variable is not set");
    secret = value;
  } else if (kind == "file") {
    secret = read_file(name, 65536);
  } else if (kind == "credential") {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (!folder) throw refuse("systemd gave no credentials; add LoadCredential= to the unit");
    secret = read_file(std::filesystem::path(folder) / name, 65536);
  }
  secret = std::string(trimmed(secret));
  if (secret.empty()) throw refuse("it is empty");
  return secret;
}

}  // namespace lifecycled
