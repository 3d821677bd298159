// Signatures by algorithms that others have chosen; ours are in crypto.hpp. By OpenSSL. Anyone, any thread.
#pragma once

#include <string>
#include <string_view>

namespace lifecycled {

enum class HashKind { Sha1, Sha256, Sha512 };

// The bytes of the digest.
std::string hmac(HashKind kind, std::string_view key, std::string_view data);

}  // namespace lifecycled
