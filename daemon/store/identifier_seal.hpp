// Keyed hashes over whose identifiers are: who is called "anna" decides whose consents are shown and whose
// word counts. Runs on the thread that owns the connection.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "store/customers.hpp"

namespace lifecycled {

// Its bytes.
std::string identifier_seal(const Database& database, IdentifierKind kind, std::string_view value,
                            CustomerId customer);
// Those from before there were seals, at most `limit`; false when none is left.
bool seal_earlier_identifiers(Database& database, std::size_t limit);

}  // namespace lifecycled
