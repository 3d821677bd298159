#include "story.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "intake/order_import.hpp"

namespace lifecycled::history {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Body = boost::json::object;

constexpr Instant end_of_time = from_ms(4'000'000'000'000);
constexpr std::array<std::string_view, 5> languages{"en", "nl", "fr", "zh-Hant", "zh-Hans"};
constexpr std::array<std::string_view, 4> zones{"Europe/Amsterdam", "America/New_York", "Asia/Taipei", "UTC"};
constexpr std::array<int, 4> lead_days{1, 1, 3, 9};
constexpr std::array<int, 10> parcel_days{1, 2, 3, 4, 5, 6, 8, 12, 15, -1};

struct Order {
  std::int64_t customer = 0, line = 0;
  std::string user_id, order_id;
  Instant at;
  std::int64_t total_minor = 0;
  bool cancelled = false;
};

std::int64_t number_at_end(std::string_view text) {
  const auto begin = text.find_last_not_of("0123456789") + 1;
  return std::stoll(std::string(text.substr(begin)));
}

Instant utc_day(Instant at) { return std::chrono::floor<std::chrono::days>(at); }
Instant days_later(Instant at, int days) { return utc_day(at) + std::chrono::days{days}; }

class Storyteller {
 public:
  explicit Storyteller(std::string currency) : currency_(std::move(currency)) {}

  void imported(std::vector<NewEvent> events) {
    for (NewEvent& event : events) {
      std::string mistake;
      const auto body = parse_json(event.body, mistake);
      if (!body) throw std::runtime_error(mistake);
      const std::string order_id = text_at(*body, "order_id").value();
      Order order{number_at_end(*event.user_id), number_at_end(order_id), *event.user_id, order_id,
                  event.occurred_at};
      if (event.name == "Order Completed") {
        order.total_minor = amount_at(*body, "total", currency_).value();
        orders_.push_back(order);
        told_.push_back({order.at, order.customer, Rank::Completed, order.line, std::move(event)});
      } else if (event.name == "Order Cancelled") {
        orders_.back().cancelled = true;
        told_.push_back({order.at, order.customer, Rank::Cancelled, order.line, std::move(event)});
      } else {
        throw std::runtime_error("the history has a status that the rules do not know: " + event.name);
      }
    }
  }

  std::vector<Happening> tell() {
    std::map<std::int64_t, Order> first_orders;
    for (const Order& order : orders_) {
      const auto [found, is_new] = first_orders.emplace(order.customer, order);
      if (!is_new && order.at < found->second.at) found->second = order;
      if (!order.cancelled) after_order(order);
    }
    for (const auto& [number, first] : first_orders) about_customer(first);
    std::ranges::sort(told_, {}, [](const Happening& happening) {
      return std::tie(happening.at, happening.customer, happening.rank, happening.line);
    });
    return std::move(told_);
  }

 private:
  void add(const Order& order, Instant at, Rank rank, std::string_view name, const Body& body,
           std::optional<std::int64_t> line = std::nullopt) {
    NewEvent event;
    event.name = name;
    event.occurred_at = at;
    event.user_id = order.user_id;
    event.body = boost::json::serialize(body);
    told_.push_back({at, order.customer, rank, line.value_or(order.line), std::move(event)});
  }

  void about_customer(const Order& first) {
    const std::int64_t n = first.customer;
    const Instant lead = days_later(first.at, -lead_days[static_cast<std::size_t>(n / 20 % 4)]);
    Body traits{{"email", fmt::format("cust{}@example.org", first.user_id)},
                {"language", languages[static_cast<std::size_t>(n % 5)]},
                {"time_zone", zones[static_cast<std::size_t>(n % 4)]}};
    const bool has_phone = n % 3 == 0;
    if (has_phone) traits["phone"] = fmt::format("+3161{:07}", n);
    add(first, lead + hours{8}, Rank::Identified, "Customer Identified", traits, 0);

    const Body by_mail{{"channel", "email"}};
    if (n % 11 != 0) {
      const Instant at = n % 7 == 0    ? days_later(first.at, 1) + hours{9}
                         : n % 13 == 0 ? first.at
                                       : lead + hours{9};
      add(first, at, Rank::ConsentGiven, "Consent Given", by_mail, 0);
      if (n % 19 == 3)
        add(first, days_later(first.at, 25) + hours{12}, Rank::ConsentWithdrawn, "Consent Withdrawn", by_mail,
            0);
      if (n % 38 == 3)
        add(first, days_later(first.at, 85) + hours{12}, Rank::ConsentGiven, "Consent Given", by_mail, 0);
    }
    if (has_phone && n % 6 == 0)
      add(first, lead + hours{12}, Rank::ConsentGiven, "Consent Given", {{"channel", "sms"}}, 1);
    if (n % 37 == 5)
      add(first, lead + hours{10}, Rank::ConsentWithdrawn, "Consent Withdrawn",
          {{"channel", "email"}, {"purpose", "transactional"}}, 0);
  }

  void after_order(const Order& order) {
    const std::int64_t h = order.customer * 7 + order.line * 13;
    const Body named{{"order_id", order.order_id}};
    if (h % 23 == 7) {
      add(order, order.at + hours{6}, Rank::Cancelled, "Order Cancelled", named);
      return;
    }
    if (h % 17 == 4 || h % 17 == 9) {
      const Instant at = days_later(order.at, h % 17 == 4 ? 3 : 20) + hours{11};
      add(order, at, Rank::Refunded, "Order Refunded", named);
    }
    if (h % 17 == 14 && order.total_minor >= 100) {
      Body half = named;
      half["total"] = format_amount(order.total_minor / 2, currency_);
      add(order, days_later(order.at, 5) + hours{11}, Rank::Refunded, "Order Refunded", half);
    }
    const int days = parcel_days[static_cast<std::size_t>(h % 10)];
    if (days < 0) return;
    const Instant delivered = days_later(order.at, days) + hours{14};
    add(order, delivered, Rank::Delivered, "Order Delivered", named);
    if (h % 29 == 11) add(order, delivered + hours{4 * 24 + 2}, Rank::Returned, "Order Returned", named);
    Body rating = order.line % 2 == 0 ? named : Body{};
    rating["rating"] = 1 + h % 5;
    const auto rate_after = [&](hours span) {
      add(order, delivered + span, Rank::Feedback, "Feedback Given", rating);
    };
    if (h % 4 == 1) rate_after(hours{3 * 24 + 6});
    if (h % 4 == 2) rate_after(hours{8 * 24 + 6});
    if (h % 12 == 3) rate_after(hours{6 * 24});
    if (h % 9 == 5)
      add(order, delivered + hours{5 * 24 + 7}, Rank::Reviewed, "Product Reviewed", {{"product_id", "cd"}});
  }

  std::string currency_;
  std::vector<Order> orders_;
  std::vector<Happening> told_;
};

}  // namespace

std::vector<Happening> read_story(const std::filesystem::path& csv, const std::string& currency,
                                  const TimeZone& zone) {
  std::ifstream file(csv);
  if (!file) throw std::runtime_error("cannot read " + csv.string());
  OrderImport import(file, {{}, currency, zone}, end_of_time);
  if (!import.mistakes().empty()) throw std::runtime_error(import.mistakes().front());
  Storyteller storyteller(currency);
  ImportSlice slice;
  for (bool more = true; more;) {
    more = import.next(slice, 1000);
    if (!slice.refused.empty()) {
      throw std::runtime_error(
          fmt::format("line {}: {}", slice.refused.front().line, slice.refused.front().reason));
    }
    // Told as it happens, by the shop, and not as a history, which would start no journeys.
    for (NewEvent& event : slice.events) event.source = EventSource::Http;
    storyteller.imported(std::move(slice.events));
  }
  return storyteller.tell();
}

}  // namespace lifecycled::history
