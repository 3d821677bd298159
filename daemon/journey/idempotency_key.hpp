// The key that all attempts of a delivery have in common. Any thread that owns the source of chance.
#pragma once

#include <string>

#include "base/random.hpp"
#include "base/time.hpp"

namespace lifecycled {

// Random rather than counted: a restored database counts again from where its backup was. The time comes
// first, so that new keys lie side by side in their index: quite random ones dirtied a page of it for each
// message.
std::string new_idempotency_key(Random& random, Instant now);

}  // namespace lifecycled
