#include "base/secret.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_secret = 64u << 10;

enum class Source { Environment, File, Credential };

struct Reference {
  Source source;
  std::string name;
};

bool is_fit_for_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

std::optional<Reference> parse(std::string_view text) {
  constexpr std::pair<std::string_view, Source> forms[] = {
      {"env:", Source::Environment}, {"file:", Source::File}, {"credential:", Source::Credential}};
  for (const auto& [prefix, source] : forms) {
    if (!text.starts_with(prefix)) continue;
    const std::string_view name = text.substr(prefix.size());
    if (name.find('\0') != name.npos || trimmed(name).empty()) return std::nullopt;
    // A name and not a path: a credential lies in its folder and nowhere else.
    const bool is_name = std::ranges::all_of(name, is_fit_for_name) && name != "." && name != "..";
    if (source != Source::File && !is_name) return std::nullopt;
    return Reference{source, std::string(name)};
  }
  return std::nullopt;
}

std::string fetch(const Reference& reference) {
  switch (reference.source) {
    case Source::Environment: {
      const char* value = std::getenv(reference.name.c_str());
      if (value == nullptr) throw std::runtime_error("this environment variable is not set");
      return value;
    }
    case Source::File:
      return read_file(reference.name, longest_secret);
    case Source::Credential: {
      const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
      if (folder == nullptr) {
        throw std::runtime_error(fmt::format(
            "systemd gave no credentials; add LoadCredential={}:/PATH to the unit", reference.name));
      }
      return read_file(std::filesystem::path(folder) / reference.name, longest_secret);
    }
  }
  return "";
}

}  // namespace

bool is_secret_reference(std::string_view text) { return parse(text).has_value(); }

std::string fetch_secret(std::string_view text) {
  const auto reference = parse(text);
  if (!reference) throw std::runtime_error("names no place where a secret is kept");
  const std::string value = fetch(*reference);
  std::string secret(trimmed(value));
  if (secret.empty()) throw std::runtime_error("it is empty");
  if (secret.find('\0') != secret.npos) throw std::runtime_error("it holds a NUL character");
  return secret;
}

std::string doubt_about_secret(std::string_view text) {
  const auto reference = parse(text);
  if (!reference || reference->source != Source::File) return "";
  struct stat about{};
  if (::stat(reference->name.c_str(), &about) != 0) {
    // Whoever checks may see less than the daemon will.
    return errno == ENOENT ? reference->name + " does not exist" : "";
  }
  if ((about.st_mode & (S_IROTH | S_IWOTH)) == 0) return "";
  return fmt::format("everybody on this machine may read {}; chmod o= {}", reference->name, reference->name);
}

}  // namespace lifecycled
