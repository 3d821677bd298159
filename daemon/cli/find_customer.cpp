#include "cli/find_customer.hpp"

#include <algorithm>
#include <set>

#include "audience/address_form.hpp"
#include "cli/data_command.hpp"
#include "store/addresses.hpp"
#include "store/processing.hpp"

namespace lifecycled {

std::optional<CustomerId> find_customer(Database& database, const std::string& name) {
  Customers customers(database);
  if (const auto by_user = customers.find_by(IdentifierKind::UserId, name)) return by_user;
  if (const auto by_visitor = customers.find_by(IdentifierKind::AnonymousId, name)) return by_visitor;
  for (const char* kind : {"email", "phone"}) {
    const auto found = Addresses(database).with_value(kind, normal_address(kind, name).value_or(name));
    if (!found.empty()) return found.front().customer;
  }
  const bool number = !name.empty() && name.size() < 18 &&
                      std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
  // "00004" is a shop's id that we do not know, never our number 4.
  if (number && std::to_string(std::stoll(name)) == name && customers.find(std::stoll(name)))
    return std::stoll(name);
  return std::nullopt;
}

CustomerId one_customer(Database& database, const std::string& name) {
  const auto customer = find_customer(database, name);
  if (!customer || DataProcessing(database).of(*customer) == Processing::Erased)
    throw CommandError(no_such_customer(name));
  Customers customers(database);
  const bool is_an_id = customers.find_by(IdentifierKind::UserId, name) == customer ||
                        customers.find_by(IdentifierKind::AnonymousId, name) == customer;
  std::set<CustomerId> all;
  for (const char* kind : {"email", "phone"}) {
    for (const AddressRow& row :
         Addresses(database).with_value(kind, normal_address(kind, name).value_or(name)))
      all.insert(row.customer);
  }
  if (is_an_id || all.size() < 2) return *customer;
  std::string numbers;
  for (const CustomerId one : all) numbers += (numbers.empty() ? "" : ", ") + std::to_string(one);
  throw CommandError(name + " is the address of several customers: give one of our numbers " + numbers);
}

std::string no_such_customer(const std::string& name) {
  return "no customer is known as \"" + name + "\"; give the shop's id, an address, or our number";
}

}  // namespace lifecycled
