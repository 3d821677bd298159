#include "base/link_payload.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

struct Parts {
  std::int64_t customer = 0;
  std::int64_t delivery = 0;
  std::string_view rest;
};

// Digits up to the next dot, which is taken too. Exactly as we write them: no sign, no leading zero.
std::optional<std::int64_t> take_number(std::string_view& text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  if (text[0] == '-' || (text[0] == '0' && dot > 1)) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, number);
  if (error != std::errc{} || end != text.data() + dot) return std::nullopt;
  text.remove_prefix(dot + 1);
  return number;
}

std::optional<Parts> split_payload(std::string_view payload) {
  const auto customer = take_number(payload);
  if (!customer || *customer == 0) return std::nullopt;
  const auto delivery = take_number(payload);
  if (!delivery) return std::nullopt;
  return Parts{*customer, *delivery, payload};
}

}  // namespace

std::string to_payload(const UnsubscribeLink& link) {
  return fmt::format("{}.{}.{}", link.customer, link.delivery, link.channel);
}

std::string to_payload(const RatingLink& link) {
  return fmt::format("{}.{}.{}", link.customer, link.delivery, link.entry_key);
}

std::string to_payload(const ViewLink& link) { return fmt::format("{}.{}.", link.customer, link.delivery); }

std::optional<UnsubscribeLink> unsubscribe_link(std::string_view payload) {
  const auto parts = split_payload(payload);
  if (!parts || parts->rest.empty()) return std::nullopt;
  return UnsubscribeLink{parts->customer, parts->delivery, std::string(parts->rest)};
}

std::optional<RatingLink> rating_link(std::string_view payload) {
  const auto parts = split_payload(payload);
  if (!parts) return std::nullopt;
  return RatingLink{parts->customer, parts->delivery, std::string(parts->rest)};
}

std::optional<ViewLink> customer_link(std::string_view payload) {
  const auto parts = split_payload(payload);
  if (!parts || !parts->rest.empty()) return std::nullopt;
  return ViewLink{parts->customer, parts->delivery};
}

std::optional<ViewLink> view_link(std::string_view payload) {
  const auto link = customer_link(payload);
  return link && link->delivery > 0 ? link : std::nullopt;
}

bool is_order_key(std::string_view key) {
  return !key.empty() && key.size() <= most_order_key_bytes && is_utf8(key) &&
         key.find('\0') == std::string_view::npos;
}

}  // namespace lifecycled
