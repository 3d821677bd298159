// Answers from the code in a parcel whose order is not known yet. Runs on the thread that owns the
// connection.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct WaitingAnswer {
  std::string key;  // the same one is the same answer
  Instant at;
  std::string body;  // of the event it becomes
};

class WaitingAnswers {
 public:
  explicit WaitingAnswers(Database& database) : database_(database) {}

  // False when it waits already, or when as many as one order may have do.
  bool add(std::string_view order_key, const WaitingAnswer& answer);
  // In the order in which they came; they wait no longer.
  std::vector<WaitingAnswer> take(std::string_view order_key);
  void forget(Instant before);

 private:
  Database& database_;
};

}  // namespace lifecycled
