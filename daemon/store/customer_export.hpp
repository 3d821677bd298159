// All that the database knows of one customer, table by table, with names that a person understands. What is
// exported and what is not, with its reason, is data; customer_export_test.cpp holds it against the schema.
// On a connection that only reads.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "store/customers.hpp"

namespace lifecycled {

enum class ExportForm {
  Text,
  Number,
  Moment,  // UTC milliseconds
  Amount,  // minor units; its currency is the row's `currency`, else the shop's
  YesNo,
  Json,        // a text that is JSON
  Content,     // what was sent, packed
  JourneyEnd,  // numbers of the enumerations of these names
  StepResult,
  DeliveryState,
  ReceiptKind,
};

struct ExportColumn {
  const char* name;
  ExportForm form;
};

struct ExportSection {
  const char* name;
  const char* title;
  std::span<const char* const> tables;  // of which it tells
  const char* sql;                      // ?1 the customer
  std::span<const ExportColumn> columns;
};

struct NotExported {
  const char* table;
  const char* reason;
};

// A value as it was read; what it means is the column's form.
struct ExportValue {
  bool is_null = true;
  std::int64_t number = 0;
  std::string text;
};

std::span<const ExportSection> export_sections();
std::span<const NotExported> not_exported();
// In the order of export_sections(); a section without rows is named all the same.
void each_export_row(Database& database, const ExportSection& section, CustomerId customer,
                     const std::function<void(const std::vector<ExportValue>&)>& row);

}  // namespace lifecycled
