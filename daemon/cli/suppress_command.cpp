#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "store/addresses.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

constexpr std::size_t most_at_once = 2'000;
constexpr std::size_t most_listed = 10'000;
constexpr std::size_t id_bytes = 6;

bool is_domain(std::string_view text) {
  const bool has_letters_only = std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) > 127;
  });
  return has_letters_only && text.size() < 254 && text.find('.') != std::string_view::npos &&
         text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos &&
         std::ranges::any_of(text, [](char c) { return c < '0' || c > '9'; });
}

// "anna@shop.example", "+31 6 1234 5678", "shop.example", "@shop.example".
std::optional<SuppressedThing> thing_from_text(std::string_view text) {
  text = trimmed(text);
  if (const auto mail = normal_address("email", text)) return SuppressedThing{"email", *mail};
  if (text.starts_with('+') || text.starts_with("00")) {
    if (const auto phone = normal_address("phone", text)) return SuppressedThing{"phone", *phone};
    return std::nullopt;
  }
  std::string domain = lower_ascii(text.starts_with('@') ? text.substr(1) : text);
  if (!is_domain(domain)) return std::nullopt;
  return SuppressedThing{std::string(SuppressedThing::domain), std::move(domain)};
}

SuppressedThing insist_on_thing(const json::object& arguments) {
  const std::string text = text_at(arguments, "thing").value_or("");
  auto thing = thing_from_text(text);
  if (!thing)
    throw CommandError("\"" + text + "\" is no e-mail address, no phone number with +, and no domain");
  return std::move(*thing);
}

json::object row_json(const SuppressionRow& row) {
  return {{"id", to_hex(row.hash.substr(0, id_bytes))},
          {"what", row.is_domain ? "domain" : "address"},
          {"why", to_text(row.why)},
          {"channel", row.channel},
          {"since", format_instant(row.since)}};
}

// Whoever is rendering a message to one of them right now looks again before handing it over.
void stop_renderings(Database& database, const SuppressedThing& thing) {
  for (const AddressRow& row : Addresses(database).with_value(thing.kind, thing.value))
    Customers(database).bump_consent_epoch(row.customer);
}

json::object add(CommandContext& context, const json::object& arguments) {
  const json::value* list = member(arguments, "things");
  if (!list || !list->is_array()) throw CommandError("suppress needs a list");
  if (list->get_array().size() > most_at_once) throw CommandError("too many in one slice");
  std::int64_t added = 0, known = 0;
  json::array refused;
  for (const json::value& item : list->get_array()) {
    const std::string text = text_of(&item).value_or("");
    const auto thing = thing_from_text(text);
    if (!thing) {
      refused.emplace_back(text);
      continue;
    }
    const bool is_new =
        Suppressions(context.database).add(*thing, "", SuppressionReason::DoNotContact, context.now);
    ++(is_new ? added : known);
    if (is_new) stop_renderings(context.database, *thing);
  }
  return {{"added", added}, {"known", known}, {"refused", std::move(refused)}};
}

json::object remove(CommandContext& context, const json::object& arguments) {
  const SuppressedThing thing = insist_on_thing(arguments);
  json::array removed;
  for (const SuppressionRow& row : Suppressions(context.database).remove(thing))
    removed.push_back(row_json(row));
  return {{"removed", std::move(removed)}};
}

json::object check(CommandContext& context, const json::object& arguments) {
  const SuppressedThing thing = insist_on_thing(arguments);
  json::array found;
  Suppressions suppressions(context.database);
  auto rows = suppressions.against(thing.kind, thing.value, "");
  if (thing.kind == SuppressedThing::domain) {
    rows.clear();
    for (const std::string& domain : domains_of("@" + thing.value)) {
      for (const SuppressionRow& row : suppressions.of({std::string(SuppressedThing::domain), domain}))
        rows.push_back(row);
    }
  }
  for (const SuppressionRow& row : rows) found.push_back(row_json(row));
  return {{"found", std::move(found)}};
}

json::object list(CommandContext& context, const json::object& arguments) {
  const auto wanted = number_at(arguments, "limit").value_or(100);
  Suppressions suppressions(context.database);
  json::array counts, latest;
  for (const SuppressionCount& count : suppressions.counts())
    counts.push_back(json::object{{"why", to_text(count.why)},
                                  {"what", count.is_domain ? "domain" : "address"},
                                  {"count", count.count}});
  for (const SuppressionRow& row : suppressions.latest(
           static_cast<std::size_t>(std::clamp(wanted, 0.0, static_cast<double>(most_listed)))))
    latest.push_back(row_json(row));
  return {{"counts", std::move(counts)}, {"latest", std::move(latest)}};
}

}  // namespace

json::object run_suppress(CommandContext& context, const json::object& arguments) {
  const std::string act = text_at(arguments, "act").value_or("");
  if (act == "add") return add(context, arguments);
  if (act == "remove") return remove(context, arguments);
  if (act == "check") return check(context, arguments);
  if (act == "list") return list(context, arguments);
  throw CommandError("suppress takes add, remove, list or check");
}

}  // namespace lifecycled
