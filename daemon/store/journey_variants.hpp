// Tests of several messages: who got which variant, and what came of it. One row a person and test; counts
// are kept as it happens. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/journeys.hpp"

namespace lifecycled {

// Which test: a step is known by its id.
struct TestOf {
  CampaignId campaign = 0;
  std::string step;
};

struct VariantPerson {
  TestOf test;
  std::string variant;  // "" = held out
  JourneyId journey = 0;
  Instant since;
  std::optional<Instant> goal_at;
};

struct VariantCount {
  std::string step, variant;
  std::int64_t people = 0, goals = 0;
  std::int64_t expected = 0;  // people, in millionths, by the shares when each came
};

class JourneyVariants {
 public:
  explicit JourneyVariants(Database& database) : database_(database) {}

  std::optional<VariantPerson> find(CustomerId customer, const TestOf& test);
  // Tests whose goal this customer has not reached yet.
  std::vector<VariantPerson> open(CustomerId customer);
  // New to the test, or changed; the counts follow.
  void enter(CustomerId customer, const VariantPerson& person);
  // The same person in a later journey, with the same variant.
  void enter_again(CustomerId customer, const TestOf& test, JourneyId journey, Instant since);
  void reach_goal(CustomerId customer, const VariantPerson& person, Instant at);
  // Somebody new came while this variant had this share.
  void expect(const TestOf& test, std::string_view variant, std::int64_t share);

  std::vector<VariantCount> counts(CampaignId campaign);

 private:
  Database& database_;
};

}  // namespace lifecycled
