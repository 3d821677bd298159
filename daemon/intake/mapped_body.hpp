// Reads what a table of places says of one JSON object: ids, times, and the values of an event. A view of the
// shop's mapping and of the body; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time_zones.hpp"
#include "config/shop_intake.hpp"
#include "intake/json_spot.hpp"
#include "intake/shop_object.hpp"

namespace lifecycled {

class MappedBody {
 public:
  MappedBody(const ShopIntake& shop, const TimeZone& zone, const JsonSpot& spot)
      : shop_(shop), zone_(zone), spot_(spot) {}

  bool passes(const std::vector<MappingTest>& tests) const;
  // Of the first place that holds something; "" where none does.
  std::string text(const JsonPlaces& places) const;
  std::string id(const JsonPlaces& places) const;  // as the shop has it; "" for 0, too
  std::optional<Instant> time(const JsonPlaces& places) const;
  EventBody event(const std::vector<MappedValue>& values) const;

 private:
  struct Found {
    const boost::json::value* value;
    std::string_view written;
  };
  std::optional<Found> find(const JsonPlaces& places) const;
  std::string word(const JsonPointer& place) const;
  // JSON; "" for what is not there or is nothing of that kind.
  std::string json(const MappedValue& value, const std::string& currency) const;
  std::string list(const MappedValue& value, const std::string& currency) const;
  std::string currency_of(const std::vector<MappedValue>& values) const;
  EventBody body(const std::vector<MappedValue>& values, const std::string& currency) const;

  const ShopIntake& shop_;
  const TimeZone& zone_;
  JsonSpot spot_;
};

}  // namespace lifecycled
