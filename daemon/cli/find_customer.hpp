// Whom a person at the command line means. On the thread that owns the connection.
#pragma once

#include <optional>
#include <string>

#include "store/customers.hpp"

namespace lifecycled {

// The shop's own id first; then an e-mail address or phone; then our number.
std::optional<CustomerId> find_customer(Database& database, const std::string& name);

// The same for what cannot be taken back: throws CommandError for nobody, for somebody who has been erased,
// and where several customers have the address.
CustomerId one_customer(Database& database, const std::string& name);

// The sentence for nobody found.
std::string no_such_customer(const std::string& name);

}  // namespace lifecycled
