// One boolean expression over customer_profile, prepared. The expression comes from audience/condition, which
// has tokenised and re-written it; SQLite's authorizer is the second fence: nothing but the view and the
// named functions can be reached. Runs on the thread that owns the connection.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

class ProfileCondition {
 public:
  // Throws std::invalid_argument with SQLite's words when the expression is not understood.
  ProfileCondition(Database& database, const std::string& expression,
                   const std::vector<std::string>& functions);
  ~ProfileCondition();
  ProfileCondition(ProfileCondition&&) noexcept;
  ProfileCondition& operator=(ProfileCondition&&) noexcept;

  // Nothing: unknown, because a value is absent. Throws std::runtime_error if it costs more than its bound.
  std::optional<bool> ask(CustomerId customer);

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

// A profile's columns as text, in the view's order, for explain and for people.
struct ProfileValue {
  std::string column;
  std::optional<std::string> value;
};
// One numeric column of the view; nothing where it is absent. `column` must be one of the view's.
std::optional<double> profile_number(Database& database, std::string_view column, CustomerId customer);

std::vector<ProfileValue> read_profile(Database& database, CustomerId customer);

}  // namespace lifecycled
