#include "store/profile_conditions.hpp"

#include <stdexcept>

#include "store/profile_fence.hpp"

namespace lifecycled {
namespace {

std::string columns_of(const std::vector<std::string>& expressions) {
  std::string out;
  for (const std::string& expression : expressions) out += ", (" + expression + ")";
  return out;
}

}  // namespace

struct ProfileConditions::Prepared {
  Database& database;
  SQLite::Statement one, range;
  std::size_t expressions;
  std::vector<bool> answers;

  void read(SQLite::Statement& row) {
    answers.resize(expressions);
    for (std::size_t i = 0; i < expressions; ++i) {
      const int column = static_cast<int>(i) + 1;
      answers[i] = !row.isColumnNull(column) && row.getColumn(column).getDouble() != 0;
    }
  }
};

ProfileConditions::ProfileConditions(Database& database, const std::vector<std::string>& expressions,
                                     const std::vector<std::string>& functions) {
  const std::string select = "SELECT customer_id" + columns_of(expressions) + " FROM customer_profile ";
  const int columns = static_cast<int>(expressions.size()) + 1;
  prepared_ = std::make_unique<Prepared>(
      Prepared{database,
               prepare_fenced(database, select + "WHERE customer_id = ?1", functions, columns, 1),
               prepare_fenced(database, select + "WHERE customer_id > ?1 ORDER BY customer_id LIMIT ?2",
                              functions, columns, 2),
               expressions.size(),
               {}});
}

ProfileConditions::~ProfileConditions() = default;

const std::vector<bool>& ProfileConditions::ask(CustomerId customer) {
  SQLite::Statement& statement = prepared_->one;
  CostLimit limit(prepared_->database, prepared_->expressions + 1);
  prepared_->answers.clear();
  try {
    statement.bind(1, customer);
    if (statement.executeStep()) prepared_->read(statement);
    statement.reset();
  } catch (const SQLite::Exception& error) {
    statement.tryReset();
    throw std::runtime_error(std::string("a segment cannot be computed: ") + error.what());
  }
  return prepared_->answers;
}

std::size_t ProfileConditions::ask_range(
    CustomerId after, std::size_t limit,
    const std::function<bool(CustomerId, const std::vector<bool>&)>& each) {
  SQLite::Statement& statement = prepared_->range;
  CostLimit cost(prepared_->database, prepared_->expressions + 1);
  std::size_t asked = 0;
  try {
    statement.bind(1, after);
    statement.bind(2, static_cast<std::int64_t>(limit));
    while (statement.executeStep()) {
      prepared_->read(statement);
      ++asked;
      if (!each(statement.getColumn(0).getInt64(), prepared_->answers)) break;
      cost.begin_again();
    }
    statement.reset();
  } catch (const SQLite::Exception& error) {
    statement.tryReset();
    throw std::runtime_error(std::string("a segment cannot be computed: ") + error.what());
  }
  return asked;
}

}  // namespace lifecycled
