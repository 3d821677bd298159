#include "store/profile_condition.hpp"

#include <stdexcept>

#include "store/profile_fence.hpp"

namespace lifecycled {

struct ProfileCondition::Prepared {
  Database& database;
  SQLite::Statement statement;
};

ProfileCondition::ProfileCondition(Database& database, const std::string& expression,
                                   const std::vector<std::string>& functions)
    : prepared_(std::make_unique<Prepared>(Prepared{
          database,
          prepare_fenced(database, "SELECT (" + expression + ") FROM customer_profile WHERE customer_id = ?1",
                         functions, 1, 1)})) {}

ProfileCondition::~ProfileCondition() = default;
ProfileCondition::ProfileCondition(ProfileCondition&&) noexcept = default;
ProfileCondition& ProfileCondition::operator=(ProfileCondition&&) noexcept = default;

std::optional<bool> ProfileCondition::ask(CustomerId customer) {
  SQLite::Statement& statement = prepared_->statement;
  CostLimit limit(prepared_->database, 1);
  std::optional<bool> answer;
  try {
    statement.bind(1, customer);
    if (statement.executeStep() && !statement.isColumnNull(0))
      answer = statement.getColumn(0).getDouble() != 0;
    statement.reset();
  } catch (const SQLite::Exception& error) {
    statement.tryReset();
    throw std::runtime_error(std::string("the condition cannot be computed: ") + error.what());
  }
  return answer;
}

std::optional<double> profile_number(Database& database, std::string_view column, CustomerId customer) {
  SQLite::Statement statement(database.connection(), "SELECT \"" + std::string(column) +
                                                         "\" FROM customer_profile WHERE customer_id = ?1");
  statement.bind(1, customer);
  if (!statement.executeStep() || statement.isColumnNull(0)) return std::nullopt;
  return statement.getColumn(0).getDouble();
}

std::vector<ProfileValue> read_profile(Database& database, CustomerId customer) {
  SQLite::Statement statement(database.connection(), "SELECT * FROM customer_profile WHERE customer_id = ?1");
  statement.bind(1, customer);
  std::vector<ProfileValue> out;
  if (!statement.executeStep()) return out;
  for (int i = 0; i < statement.getColumnCount(); ++i) {
    ProfileValue value{statement.getColumnName(i), std::nullopt};
    if (!statement.isColumnNull(i)) value.value = statement.getColumn(i).getString();
    out.push_back(std::move(value));
  }
  return out;
}

}  // namespace lifecycled
