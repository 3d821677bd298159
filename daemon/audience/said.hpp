// What Facts reads of an event, once. For the files that are Facts.
#pragma once

#include "audience/facts.hpp"

namespace lifecycled {

struct Facts::Said {
  Database& database;
  CustomerId customer;
  const StoredEvent& event;
  boost::json::value body;
  Instant now;
};

}  // namespace lifecycled
