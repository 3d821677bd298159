// Messages that lifecycled sends of its own accord, by the names of their files: no campaign names them, and
// a shop that has no such file does without. Anyone, any thread.
#pragma once

#include <string_view>

namespace lifecycled {

// To an address that is to become a customer's: whoever follows its link proves that it is theirs.
constexpr std::string_view new_address_message = "account/new-address";

}  // namespace lifecycled
