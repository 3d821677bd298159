// All that the shop told, in slices by number, for `lifecycled export`: who the customers are, what they
// ordered, agreed to and did. Left out: whoever is being erased, was erased, or is restricted, and what
// follows from the rest or was said by the daemon itself. On a connection that may be read-only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/consents.hpp"
#include "store/customers.hpp"
#include "store/orders.hpp"

namespace lifecycled {

// By which the shop knows somebody; neither = the daemon alone does.
struct ExportedName {
  std::optional<std::string> user_id, anonymous_id;
  explicit operator bool() const { return user_id || anonymous_id; }
};

struct ExportedCustomer {
  CustomerRow row;
  std::optional<std::string> user_id;
  std::vector<std::string> anonymous_ids, emails, phones;  // addresses: the newest at the end
  std::optional<Instant> traits_at;                        // when the newest word about them was said
};

struct ExportedOrder {
  OrderRow row;
  ExportedName buyer;
};

struct ExportedConsent {
  ConsentRow row;
  ExportedName who;
  std::string address_kind, address;
};

class ShopExport {
 public:
  explicit ShopExport(Database& database) : database_(database) {}

  // Of the next `limit` rows beyond `after`, which moves on, those that may be told; `more` says whether
  // there was one.
  std::vector<ExportedCustomer> customers(CustomerId& after, std::size_t limit, bool& more);
  std::vector<ExportedOrder> orders(std::int64_t& after, std::size_t limit, bool& more);
  std::vector<ExportedConsent> consents(std::int64_t& after, std::size_t limit, bool& more);
  // Those that no order, consent or customer above stands for; their ids are filled in.
  std::vector<StoredEvent> events(EventId& after, std::size_t limit, bool& more);

 private:
  ExportedName name_of(CustomerId customer);
  bool may_be_told_of(CustomerId customer);
  std::vector<OrderLine> lines_of(std::int64_t order);
  bool name_whose(StoredEvent& event);

  Database& database_;
};

}  // namespace lifecycled
