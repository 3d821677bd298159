#include "cli/find_customer.hpp"

#include <algorithm>

#include "store/addresses.hpp"

namespace lifecycled {

std::optional<CustomerId> find_customer(Database& database, const std::string& name) {
  Customers customers(database);
  if (const auto by_user = customers.find_by(IdentifierKind::UserId, name)) return by_user;
  if (const auto by_visitor = customers.find_by(IdentifierKind::AnonymousId, name)) return by_visitor;
  for (const char* kind : {"email", "phone"}) {
    const auto found = Addresses(database).with_value(kind, name);
    if (!found.empty()) return found.front().customer;
  }
  const bool number = !name.empty() && name.size() < 18 &&
                      std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  // "00004" is a shop's id that we do not know, never our number 4.
  if (number && std::to_string(std::stoll(name)) == name && customers.find(std::stoll(name)))
    return std::stoll(name);
  return std::nullopt;
}

std::string no_such_customer(const std::string& name) {
  return "no customer is known as \"" + name + "\"; give the shop's id, an address, or our number";
}

}  // namespace lifecycled
