// Secrets that settings refer to: "env:NAME", "file:PATH", "credential:NAME" (systemd). Any thread.
#pragma once

#include <string>

#include "config/settings.hpp"

namespace lifecycled {

// Throws std::runtime_error that names the reference and never the secret.
std::string read_secret(const SecretReference& reference);

}  // namespace lifecycled
