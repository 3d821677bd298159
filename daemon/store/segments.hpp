// Segments and who is in them: kept by audience/, read by whoever wants to know. Members are found by segment
// in the order of their numbers, and a customer's segments in one read. Runs on the thread that owns the
// connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"
#include "store/events.hpp"

namespace lifecycled {

using SegmentId = std::int64_t;

// The numbers reach the disk. Filling: those up to fill_after have been asked, the others not yet. Emptying:
// it has left the files, and its members are forgotten in slices.
enum class SegmentState : std::int64_t { Filling = 0, Ready = 1, Emptying = 2, Gone = 3 };
std::string_view to_text(SegmentState state);

struct SegmentRow {
  SegmentId id = 0;
  std::string name;
  std::string definition;
  SegmentState state = SegmentState::Filling;
  CustomerId fill_after = 0;
  std::int64_t size = 0;
};

// A day of the shop on which something changed.
struct SegmentDay {
  std::int64_t day = 0, size = 0, entered = 0, left = 0;
};

// What is known of one customer.
struct CustomerSegments {
  std::optional<Instant> look_at;
  std::vector<SegmentId> inside;  // ascending
  bool operator==(const CustomerSegments&) const = default;
};

class Segments {
 public:
  explicit Segments(Database& database) : database_(database) {}

  std::optional<SegmentRow> find(std::string_view name);
  std::vector<SegmentRow> all();  // by name
  // Makes it if need be; a new one is to be filled.
  SegmentId ensure(std::string_view name);
  // Begins to fill it by this definition.
  void begin_fill(SegmentId id, std::string_view definition);
  void begin_emptying(SegmentId id);
  void set_size(SegmentId id, std::int64_t size);
  void set_progress(SegmentId id, SegmentState state, CustomerId fill_after);

  // Members in ascending order, the first of them beyond `after`.
  std::vector<CustomerId> members(SegmentId id, CustomerId after, std::size_t limit);
  bool is_member(SegmentId id, CustomerId customer) { return since(id, customer).has_value(); }
  std::optional<Instant> since(SegmentId id, CustomerId customer);

  CustomerSegments of_customer(CustomerId customer);
  void save_of_customer(CustomerId customer, const CustomerSegments& segments);
  // Of the segment's list alone; the caller saves the customer's own row.
  void add_member(SegmentId id, CustomerId customer, Instant since);
  void remove_member(SegmentId id, CustomerId customer);
  // Its size grows by `change`; `entered` and `left` are those who did so by themselves that day.
  void note_change(SegmentId id, std::int64_t day, std::int64_t change, std::int64_t entered,
                   std::int64_t left);
  // Newest first.
  std::vector<SegmentDay> days(SegmentId id, std::size_t limit);

 private:
  Database& database_;
};

}  // namespace lifecycled
