// What becomes of each table when a customer is erased, as data: the parts of the work in their order, how
// each finds its rows, and for every table whether its rows go, lose what is personal, or stay and why.
// erasure_plan_test.cpp takes the tables from the schema, so that a new one cannot be forgotten. Constants;
// any thread.
#pragma once

#include <span>

namespace lifecycled {

enum class ErasureWay {
  Deleted,  // the rows go
  Blanked,  // what is personal in them goes, and the rest stays as a figure of nobody
  Scanned,  // the rows that mention the customer go
  Kept,     // nothing in it is about one person
};

// One statement for one row of its part; ?1 is that row's number.
struct ErasureAct {
  const char* table;
  ErasureWay way;
  const char* sql;
};

// Part of the work: `list` names the rows (?1 the customer, ?2 the last row done before) in ascending order.
// Acts run in their order, those that others refer to last.
struct ErasurePart {
  const char* name;
  const char* list;
  std::span<const ErasureAct> acts;
};

struct KeptTable {
  const char* table;
  ErasureWay way;  // Kept or Scanned
  const char* reason;
};

std::span<const ErasurePart> erasure_parts();
std::span<const KeptTable> kept_tables();

}  // namespace lifecycled
