// A receipt as JSON, for those that wait in the store. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "channel/receipt.hpp"

namespace lifecycled {

std::string receipt_to_text(const Receipt& receipt);
std::optional<Receipt> receipt_from_text(std::string_view text);

}  // namespace lifecycled
