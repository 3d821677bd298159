// Many conditions over customer_profile as one statement: one row of the view, a column for each condition.
// Behind the same two fences as profile_condition.hpp. Runs on the thread that owns the connection.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

class ProfileConditions {
 public:
  // Throws std::invalid_argument with SQLite's words when an expression is not understood.
  ProfileConditions(Database& database, const std::vector<std::string>& expressions,
                    const std::vector<std::string>& functions);
  ~ProfileConditions();
  ProfileConditions(const ProfileConditions&) = delete;
  ProfileConditions& operator=(const ProfileConditions&) = delete;

  // A yes or no for each expression, in their order; unknown counts as no. Empty if there is no such
  // customer. Throws std::runtime_error if it costs more than its bound.
  const std::vector<bool>& ask(CustomerId customer);
  // The same for the customers beyond `after`, in order, at most `limit`; `each` may end it by answering
  // false. How many were asked.
  std::size_t ask_range(CustomerId after, std::size_t limit,
                        const std::function<bool(CustomerId, const std::vector<bool>&)>& each);

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace lifecycled
