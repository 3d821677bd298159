// Campaigns with the same `one_of` word share the customers: each customer belongs to exactly one of them, in
// equal shares. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "store/customers.hpp"

namespace lifecycled {

// Whose customer it is. The same answer for ever as long as the rivals are the same; when one comes or goes,
// only its own customers move. `rivals` has at least one name.
std::string_view owner_among(std::span<const std::string> rivals, std::string_view word, CustomerId customer);

}  // namespace lifecycled
