#include "cli/tls_files.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "base/secret.hpp"
#include "cli/secrets.hpp"

namespace lifecycled {
namespace {

bool wants_tls(const HttpSettings& http) {
  return http.certificate && http.key &&
         std::ranges::any_of(http.listen, [](const std::string& text) { return text.starts_with("tls:"); });
}

// Nothing: said as a warning.
std::optional<std::string> read_if_possible(const SecretReference& reference, Problems& problems) {
  try {
    return fetch_secret(reference.text);
  } catch (const std::runtime_error& error) {
    problems.warning(reference.place, fmt::format("{}: {}", reference.text, error.what()),
                     "the daemon does not start without it");
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const TlsIdentity> read_tls_identity(const HttpSettings& http) {
  if (!wants_tls(http)) return nullptr;
  const std::string chain = read_secret(*http.certificate);
  const std::string key = read_secret(*http.key);
  try {
    return std::make_shared<const TlsIdentity>(chain, key);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(
        fmt::format("{}: {}: {}", to_string(http.certificate->place), http.certificate->text, error.what()));
  }
}

void check_tls_files(const HttpSettings& http, Problems& problems) {
  if (!wants_tls(http)) return;
  if (const std::string doubt = doubt_about_secret(http.key->text); doubt.starts_with("everybody"))
    problems.warning(http.key->place, doubt);
  const auto chain = read_if_possible(*http.certificate, problems);
  const auto key = read_if_possible(*http.key, problems);
  if (!chain || !key) return;
  try {
    const TlsIdentity fits(*chain, *key);
  } catch (const std::runtime_error& error) {
    problems.error(http.certificate->place, fmt::format("{}: {}", http.certificate->text, error.what()));
  }
}

}  // namespace lifecycled
