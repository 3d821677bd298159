#include "cli/secrets.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "base/secret.hpp"

namespace lifecycled {

std::string read_secret(const SecretReference& reference) {
  try {
    return fetch_secret(reference.text);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(
        fmt::format("{}: {}: {}", to_string(reference.place), reference.text, error.what()));
  }
}

}  // namespace lifecycled
