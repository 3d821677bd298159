// Certificate and key of [http], read from where the settings say they are. Any thread.
#pragma once

#include <memory>

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "web/tls_identity.hpp"

namespace lifecycled {

// nullptr where no address of `listen` wants TLS. Throws std::runtime_error that names the place.
std::shared_ptr<const TlsIdentity> read_tls_identity(const HttpSettings& http);

// What can be said of them by whoever checks, who may see less than the daemon will: an error is a pair that
// can be read and does not fit, a warning one that cannot be read from here.
void check_tls_files(const HttpSettings& http, Problems& problems);

}  // namespace lifecycled
