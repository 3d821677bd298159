#include "store/customer_export.hpp"

#include <array>

namespace lifecycled {
namespace {

using enum ExportForm;

constexpr std::array<const char*, 1> customer_tables{"customers"};
constexpr std::array customer_columns{ExportColumn{"number", Number},
                                      ExportColumn{"known_since", Moment},
                                      ExportColumn{"first_name", Text},
                                      ExportColumn{"last_name", Text},
                                      ExportColumn{"language", Text},
                                      ExportColumn{"country", Text},
                                      ExportColumn{"time_zone", Text},
                                      ExportColumn{"source", Text},
                                      ExportColumn{"preferred_channel", Text},
                                      ExportColumn{"reachable_channels", Text},
                                      ExportColumn{"has_account", YesNo},
                                      ExportColumn{"orders", Number},
                                      ExportColumn{"discounted_orders", Number},
                                      ExportColumn{"store_orders", Number},
                                      ExportColumn{"days_with_an_order", Number},
                                      ExportColumn{"spent", Amount},
                                      ExportColumn{"first_order_at", Moment},
                                      ExportColumn{"last_order_at", Moment},
                                      ExportColumn{"stage_of_buying", Text},
                                      ExportColumn{"stage_since", Moment},
                                      ExportColumn{"buys_by_season", YesNo},
                                      ExportColumn{"last_reaction_at", Moment},
                                      ExportColumn{"last_opened_at", Moment},
                                      ExportColumn{"last_rating", Number},
                                      ExportColumn{"recommendation_0_to_10", Number},
                                      ExportColumn{"no_marketing_since", Moment},
                                      ExportColumn{"open_support_cases", Number},
                                      ExportColumn{"subscriptions", Number},
                                      ExportColumn{"open_carts", Number},
                                      ExportColumn{"properties", Json}};
constexpr std::array<const char*, 1> restriction_tables{"restrictions"};
constexpr std::array restriction_columns{ExportColumn{"since", Moment}, ExportColumn{"restricted_by", Text},
                                         ExportColumn{"reason", Text}};
constexpr std::array<const char*, 1> identifiers_tables{"customer_identifiers"};
constexpr std::array identifiers_columns{ExportColumn{"kind", Text}, ExportColumn{"value", Text}};
constexpr std::array<const char*, 1> addresses_tables{"addresses"};
constexpr std::array addresses_columns{ExportColumn{"number", Number}, ExportColumn{"kind", Text},
                                       ExportColumn{"value", Text}, ExportColumn{"compared_as", Text},
                                       ExportColumn{"known_since", Moment}};
constexpr std::array<const char*, 1> address_health_tables{"address_health"};
constexpr std::array address_health_columns{ExportColumn{"address", Text},
                                            ExportColumn{"channel", Text},
                                            ExportColumn{"no_longer_written_to_since", Moment},
                                            ExportColumn{"why", Text},
                                            ExportColumn{"failures_in_a_row", Number},
                                            ExportColumn{"last_message_from_the_customer_at", Moment}};
constexpr std::array<const char*, 3> consents_tables{"consents", "address_consents", "consent_evidence"};
constexpr std::array consents_columns{ExportColumn{"address", Text},
                                      ExportColumn{"channel", Text},
                                      ExportColumn{"purpose", Text},
                                      ExportColumn{"given", YesNo},
                                      ExportColumn{"at", Moment},
                                      ExportColumn{"recorded_at", Moment},
                                      ExportColumn{"how", Text},
                                      ExportColumn{"wording", Text},
                                      ExportColumn{"language", Text},
                                      ExportColumn{"from_network_address", Text},
                                      ExportColumn{"written_down_by", Text},
                                      ExportColumn{"reason", Text}};
constexpr std::array<const char*, 1> orders_tables{"orders"};
constexpr std::array orders_columns{
    ExportColumn{"order", Text},    ExportColumn{"ordered_at", Moment}, ExportColumn{"total", Amount},
    ExportColumn{"currency", Text}, ExportColumn{"refunded", Amount},   ExportColumn{"discount", Amount},
    ExportColumn{"coupon", Text},   ExportColumn{"status", Text},       ExportColumn{"in_store", YesNo}};
constexpr std::array<const char*, 1> order_lines_tables{"order_lines"};
constexpr std::array order_lines_columns{ExportColumn{"order", Text},   ExportColumn{"product", Text},
                                         ExportColumn{"name", Text},    ExportColumn{"quantity", Number},
                                         ExportColumn{"price", Amount}, ExportColumn{"currency", Text}};
constexpr std::array<const char*, 1> carts_tables{"carts"};
constexpr std::array carts_columns{ExportColumn{"cart", Text},       ExportColumn{"changed_at", Moment},
                                   ExportColumn{"products", Number}, ExportColumn{"total", Amount},
                                   ExportColumn{"currency", Text},   ExportColumn{"checkout", Text}};
constexpr std::array<const char*, 1> cart_lines_tables{"cart_lines"};
constexpr std::array cart_lines_columns{
    ExportColumn{"cart", Text},    ExportColumn{"product", Text},     ExportColumn{"sku", Text},
    ExportColumn{"variant", Text}, ExportColumn{"name", Text},        ExportColumn{"quantity", Number},
    ExportColumn{"price", Amount}, ExportColumn{"currency", Text},    ExportColumn{"page", Text},
    ExportColumn{"picture", Text}, ExportColumn{"changed_at", Moment}};
constexpr std::array<const char*, 1> product_interest_tables{"product_interest"};
constexpr std::array product_interest_columns{ExportColumn{"product", Text},
                                              ExportColumn{"latest_look_at", Moment}};
constexpr std::array<const char*, 1> support_and_subscriptions_tables{"customer_ties"};
constexpr std::array support_and_subscriptions_columns{
    ExportColumn{"kind", Text}, ExportColumn{"number", Text}, ExportColumn{"open", YesNo},
    ExportColumn{"at", Moment}};
constexpr std::array<const char*, 1> lists_tables{"customer_lists"};
constexpr std::array lists_columns{ExportColumn{"list", Text}, ExportColumn{"since", Moment}};
constexpr std::array<const char*, 3> segments_tables{"segment_members", "customer_segments", "segments"};
constexpr std::array segments_columns{ExportColumn{"segment", Text}, ExportColumn{"since", Moment},
                                      ExportColumn{"asked_again_at", Moment}};
constexpr std::array<const char*, 1> tests_tables{"variant_people"};
constexpr std::array tests_columns{ExportColumn{"campaign", Text}, ExportColumn{"step", Text},
                                   ExportColumn{"variant", Text}, ExportColumn{"since", Moment},
                                   ExportColumn{"goal_reached_at", Moment}};
constexpr std::array<const char*, 1> journeys_tables{"journeys"};
constexpr std::array journeys_columns{
    ExportColumn{"number", Number},   ExportColumn{"campaign", Text},
    ExportColumn{"about", Text},      ExportColumn{"started_at", Moment},
    ExportColumn{"path", Text},       ExportColumn{"next_step_at", Moment},
    ExportColumn{"ended_at", Moment}, ExportColumn{"ended_because", JourneyEnd}};
constexpr std::array<const char*, 1> journey_steps_tables{"journey_steps"};
constexpr std::array journey_steps_columns{ExportColumn{"campaign", Text},   ExportColumn{"journey", Number},
                                           ExportColumn{"step", Number},     ExportColumn{"at", Moment},
                                           ExportColumn{"what", StepResult}, ExportColumn{"detail", Text}};
constexpr std::array<const char*, 1> waiting_starts_tables{"quiet_triggers"};
constexpr std::array waiting_starts_columns{ExportColumn{"campaign", Text}, ExportColumn{"about", Text},
                                            ExportColumn{"due_at", Moment}};
constexpr std::array<const char*, 1> dates_tables{"date_starts"};
constexpr std::array dates_columns{ExportColumn{"campaign", Text}, ExportColumn{"due_at", Moment},
                                   ExportColumn{"day_since_1970", Number},
                                   ExportColumn{"latest_day_since_1970", Number}};
constexpr std::array<const char*, 1> messages_tables{"messages"};
constexpr std::array messages_columns{
    ExportColumn{"number", Number},     ExportColumn{"message", Text},
    ExportColumn{"campaign", Text},     ExportColumn{"kind", Text},
    ExportColumn{"variant", Text},      ExportColumn{"decided_at", Moment},
    ExportColumn{"expires_at", Moment}, ExportColumn{"withheld_because", Text}};
constexpr std::array<const char*, 2> deliveries_tables{"deliveries", "delivery_queue"};
constexpr std::array deliveries_columns{
    ExportColumn{"message", Number},  ExportColumn{"channel", Text},
    ExportColumn{"address", Text},    ExportColumn{"state", DeliveryState},
    ExportColumn{"reason", Text},     ExportColumn{"due_at", Moment},
    ExportColumn{"attempts", Number}, ExportColumn{"first_attempt_at", Moment},
    ExportColumn{"ended_at", Moment}, ExportColumn{"provider_number", Text},
    ExportColumn{"our_number", Text}, ExportColumn{"destination", Text}};
constexpr std::array<const char*, 1> attempts_tables{"attempts"};
constexpr std::array attempts_columns{ExportColumn{"message", Number},  ExportColumn{"channel", Text},
                                      ExportColumn{"attempt", Number},  ExportColumn{"started_at", Moment},
                                      ExportColumn{"ended_at", Moment}, ExportColumn{"answer", Text}};
constexpr std::array<const char*, 1> contents_tables{"contents"};
constexpr std::array contents_columns{ExportColumn{"message", Number}, ExportColumn{"channel", Text},
                                      ExportColumn{"written_at", Moment}, ExportColumn{"content", Content}};
constexpr std::array<const char*, 1> receipts_tables{"receipts"};
constexpr std::array receipts_columns{ExportColumn{"message", Number}, ExportColumn{"channel", Text},
                                      ExportColumn{"kind", ReceiptKind}, ExportColumn{"at", Moment},
                                      ExportColumn{"provider_number", Text}};
constexpr std::array<const char*, 1> early_receipts_tables{"early_receipts"};
constexpr std::array early_receipts_columns{
    ExportColumn{"message", Number}, ExportColumn{"received_at", Moment}, ExportColumn{"report", Json}};
constexpr std::array<const char*, 2> reactions_tables{"delivery_reactions", "link_targets"};
constexpr std::array reactions_columns{ExportColumn{"message", Number},
                                       ExportColumn{"channel", Text},
                                       ExportColumn{"link", Text},
                                       ExportColumn{"times", Number},
                                       ExportColumn{"times_by_machines", Number},
                                       ExportColumn{"latest_at", Moment}};
constexpr std::array<const char*, 1> break_tables{"customer_breaks"};
constexpr std::array break_columns{ExportColumn{"no_marketing_until", Moment},
                                   ExportColumn{"said_at", Moment}};
constexpr std::array<const char*, 1> topics_tables{"topic_choices"};
constexpr std::array topics_columns{ExportColumn{"topic", Text}, ExportColumn{"wanted", YesNo},
                                    ExportColumn{"said_at", Moment}};
constexpr std::array<const char*, 1> opt_out_tables{"campaign_opt_outs"};
constexpr std::array opt_out_columns{ExportColumn{"campaign", Text}, ExportColumn{"since", Moment}};
constexpr std::array<const char*, 1> pace_tables{"customer_paces"};
constexpr std::array pace_columns{ExportColumn{"less_often", YesNo}, ExportColumn{"said_at", Moment}};
constexpr std::array<const char*, 1> mark_tables{"order_marks"};
constexpr std::array mark_columns{ExportColumn{"order", Text}, ExportColumn{"is", Text},
                                  ExportColumn{"at", Moment}};
constexpr std::array<const char*, 1> cap_tables{"cap_slots"};
constexpr std::array cap_columns{ExportColumn{"message", Number}, ExportColumn{"channel", Text},
                                 ExportColumn{"at", Moment}};
constexpr std::array<const char*, 2> events_tables{"events", "customer_events"};
constexpr std::array events_columns{ExportColumn{"number", Number},      ExportColumn{"event", Text},
                                    ExportColumn{"occurred_at", Moment}, ExportColumn{"received_at", Moment},
                                    ExportColumn{"from", Text},          ExportColumn{"user_id", Text},
                                    ExportColumn{"visitor_id", Text},    ExportColumn{"properties", Json}};

constexpr std::array sections{
    ExportSection{
        "customer", "The customer", customer_tables,
        "SELECT id, known_since, first_name, last_name, language, country, time_zone, source, "
        "preferred_channel, reachable_channels, has_account, orders, discounted_orders, store_orders, "
        "purchases, spent_minor, first_order_at, last_order_at, CASE stage WHEN 0 THEN 'prospect' "
        "WHEN 1 THEN 'active one-time' WHEN 2 THEN 'active repeat' WHEN 3 THEN 'lapsing' ELSE "
        "'lapsed' END, stage_since, seasonal, last_reaction_at, last_opened_at, last_rating, nps, "
        "resting_since, open_cases, subscriptions, carts_open, properties FROM customers WHERE id = "
        "?1",
        customer_columns},
    ExportSection{"restriction", "Restriction of processing", restriction_tables,
                  "SELECT since, by, why FROM restrictions WHERE customer_id = ?1", restriction_columns},
    ExportSection{"identifiers", "Identifiers", identifiers_tables,
                  "SELECT CASE kind WHEN 1 THEN 'user id' ELSE 'visitor id' END, value FROM "
                  "customer_identifiers WHERE customer_id = ?1 ORDER BY kind, value",
                  identifiers_columns},
    ExportSection{
        "addresses", "Addresses", addresses_tables,
        "SELECT id, kind, value, normal, created_at FROM addresses WHERE customer_id = ?1 ORDER BY id",
        addresses_columns},
    ExportSection{"address_health", "How addresses are doing", address_health_tables,
                  "SELECT a.value, h.channel, h.suppressed_at, h.suppression, h.soft_failures, "
                  "h.last_inbound_at FROM addresses a JOIN address_health h ON h.address_id = a.id WHERE "
                  "a.customer_id = ?1",
                  address_health_columns},
    ExportSection{"consents", "Consents and withdrawals", consents_tables,
                  "SELECT a.value, c.channel, CASE c.purpose WHEN 1 THEN 'marketing' WHEN 2 THEN "
                  "'transactional' WHEN 3 THEN 'profiling' WHEN 4 THEN 'campaign' ELSE 'asked' END, c.given, "
                  "c.at, c.recorded_at, c.source, c.wording, "
                  "c.language, e.ip, e.actor, e.reason FROM addresses a JOIN consents c ON c.address_id = "
                  "a.id LEFT JOIN "
                  "consent_evidence e ON e.consent_id = c.id WHERE a.customer_id = ?1 "
                  "ORDER BY c.id",
                  consents_columns},
    ExportSection{
        "orders", "Orders", orders_tables,
        "SELECT order_key, ordered_at, total_minor, currency, refunded_minor, discount_minor, coupon, "
        "CASE status WHEN 1 THEN 'placed' WHEN 2 THEN 'cancelled' WHEN 3 THEN 'refunded' ELSE 'partly "
        "refunded' END, in_store FROM orders WHERE customer_id = ?1 ORDER BY ordered_at",
        orders_columns},
    ExportSection{
        "order_lines", "Products ordered", order_lines_tables,
        "SELECT o.order_key, l.product_id, l.name, l.quantity, l.price_minor, o.currency FROM orders "
        "o JOIN order_lines l ON l.order_id = o.id WHERE o.customer_id = ?1",
        order_lines_columns},
    ExportSection{
        "carts", "Carts", carts_tables,
        "SELECT cart_key, changed_at, products, total_minor, currency, checkout_url FROM carts WHERE "
        "customer_id = ?1 ORDER BY changed_at",
        carts_columns},
    ExportSection{
        "cart_lines", "Products in carts", cart_lines_tables,
        "SELECT c.cart_key, l.product_id, l.sku, l.variant, l.name, l.quantity, l.price_minor, "
        "c.currency, l.url, l.image_url, l.changed_at FROM carts c JOIN cart_lines l ON l.cart_id = "
        "c.id WHERE c.customer_id = ?1",
        cart_lines_columns},
    ExportSection{"product_interest", "Products of interest", product_interest_tables,
                  "SELECT product_id, at FROM product_interest WHERE customer_id = ?1 ORDER BY at",
                  product_interest_columns},
    ExportSection{"support_and_subscriptions", "Support cases and subscriptions",
                  support_and_subscriptions_tables,
                  "SELECT CASE kind WHEN 1 THEN 'support case' ELSE 'subscription' END, key, open, at FROM "
                  "customer_ties WHERE customer_id = ?1",
                  support_and_subscriptions_columns},
    ExportSection{"lists", "Lists", lists_tables,
                  "SELECT list, since FROM customer_lists WHERE customer_id = ?1", lists_columns},
    ExportSection{"segments", "Segments", segments_tables,
                  "SELECT s.name, m.since, c.look_at FROM segments s CROSS JOIN segment_members m LEFT JOIN "
                  "customer_segments c ON c.customer_id = m.customer_id WHERE m.segment_id = s.id AND "
                  "m.customer_id = ?1",
                  segments_columns},
    ExportSection{
        "tests", "Tests of campaigns", tests_tables,
        "SELECT c.name, v.step, v.variant, v.since, v.goal_at FROM variant_people v JOIN campaigns c "
        "ON c.id = v.campaign_id WHERE v.customer_id = ?1",
        tests_columns},
    ExportSection{
        "journeys", "Ways through campaigns", journeys_tables,
        "SELECT j.id, c.name, j.entry_key, j.started_at, j.path, j.due_at, j.ended_at, j.end_reason "
        "FROM campaigns c CROSS JOIN journeys j WHERE j.campaign_id = c.id AND j.customer_id = ?1",
        journeys_columns},
    ExportSection{"journey_steps", "Steps taken", journey_steps_tables,
                  "SELECT c.name, s.journey_id, s.number, s.at, s.result, iif(s.waited = '', s.detail, "
                  "rtrim(s.waited || "
                  "'; ' || s.detail, '; ')) FROM campaigns c CROSS JOIN "
                  "journeys j JOIN journey_steps s ON s.journey_id = j.id WHERE j.campaign_id = c.id AND "
                  "j.customer_id = ?1",
                  journey_steps_columns},
    ExportSection{"waiting_starts", "Campaigns that wait for silence", waiting_starts_tables,
                  "SELECT c.name, t.entry_key, t.due_at FROM campaigns c CROSS JOIN quiet_triggers t WHERE "
                  "t.campaign_id = c.id AND t.customer_id = ?1",
                  waiting_starts_columns},
    ExportSection{
        "dates", "Dates that start campaigns", dates_tables,
        "SELECT c.name, d.due_at, d.occasion, d.last_occasion FROM campaigns c CROSS JOIN date_starts "
        "d WHERE d.campaign_id = c.id AND d.customer_id = ?1",
        dates_columns},
    ExportSection{
        "messages", "Messages", messages_tables,
        "SELECT m.id, m.name, c.name, CASE m.kind WHEN 1 THEN 'marketing' WHEN 2 THEN 'transactional' "
        "ELSE 'confirmation' END, m.variant, m.created_at, m.expires_at, m.withheld FROM messages m "
        "LEFT JOIN campaigns c ON c.id = m.campaign_id WHERE m.customer_id = ?1 ORDER BY m.id",
        messages_columns},
    ExportSection{"deliveries", "Deliveries", deliveries_tables,
                  "SELECT d.message_id, d.channel, a.value, d.state, d.reason, d.due_at, d.attempts, "
                  "d.first_attempt_at, d.ended_at, d.provider_message_id, d.idempotency_key, d.pace_key FROM "
                  "messages m JOIN deliveries d ON d.message_id = m.id LEFT JOIN addresses a ON a.id = "
                  "d.address_id WHERE m.customer_id = ?1",
                  deliveries_columns},
    ExportSection{
        "attempts", "Attempts to send", attempts_tables,
        "SELECT d.message_id, d.channel, t.number, t.started_at, t.ended_at, t.detail FROM messages m "
        "JOIN deliveries d ON d.message_id = m.id JOIN attempts t ON t.delivery_id = d.id WHERE "
        "m.customer_id = ?1",
        attempts_columns},
    ExportSection{"contents", "What was sent", contents_tables,
                  "SELECT d.message_id, d.channel, c.created_at, c.body FROM messages m JOIN deliveries d ON "
                  "d.message_id = m.id JOIN contents c ON c.delivery_id = d.id WHERE m.customer_id = ?1",
                  contents_columns},
    ExportSection{"receipts", "What providers reported", receipts_tables,
                  "SELECT d.message_id, r.channel, r.kind, r.at, r.provider_event_id FROM messages m JOIN "
                  "deliveries d ON d.message_id = m.id JOIN receipts r ON r.delivery_id = d.id WHERE "
                  "m.customer_id = ?1",
                  receipts_columns},
    ExportSection{
        "early_receipts", "Reports that wait for their message", early_receipts_tables,
        "SELECT d.message_id, e.received_at, e.body FROM messages m JOIN deliveries d ON d.message_id "
        "= m.id JOIN early_receipts e ON e.channel = d.channel AND e.key = d.provider_message_id "
        "WHERE m.customer_id = ?1",
        early_receipts_columns},
    ExportSection{
        "reactions", "Messages opened and links followed", reactions_tables,
        "SELECT m.id, d.channel, CASE r.target WHEN 0 THEN 'opened' ELSE t.url END, r.people, r.machines, "
        "r.person_at FROM messages m JOIN deliveries d ON d.message_id = m.id JOIN delivery_reactions r "
        "ON r.delivery_id = d.id LEFT JOIN link_targets t ON t.hash = r.target WHERE m.customer_id = ?1",
        reactions_columns},
    ExportSection{"break", "A break from marketing", break_tables,
                  "SELECT until, at FROM customer_breaks WHERE customer_id = ?1", break_columns},
    ExportSection{"topics", "Topics", topics_tables,
                  "SELECT topic, wanted, at FROM topic_choices WHERE customer_id = ?1", topics_columns},
    ExportSection{
        "declined_campaigns", "Messages declined one by one", opt_out_tables,
        "SELECT c.name, o.since FROM campaign_opt_outs o JOIN campaigns c ON c.id = o.campaign_id WHERE "
        "o.customer_id = ?1",
        opt_out_columns},
    ExportSection{"pace", "How often", pace_tables,
                  "SELECT fewer, at FROM customer_paces WHERE customer_id = ?1", pace_columns},
    ExportSection{
        "order_progress", "How far orders are", mark_tables,
        "SELECT order_key, CASE mark WHEN 1 THEN 'ordered' WHEN 2 THEN 'paid' WHEN 3 THEN 'shipped' WHEN 4 "
        "THEN 'out for delivery' WHEN 5 THEN 'delivered' WHEN 6 THEN 'cancelled' WHEN 7 THEN 'refunded' ELSE "
        "'returned' END, at FROM order_marks WHERE customer_id = ?1",
        mark_columns},
    ExportSection{"cap", "Marketing that counts for the cap", cap_tables,
                  "SELECT message_id, channel, taken_at FROM cap_slots WHERE customer_id = ?1", cap_columns},
    ExportSection{"events", "Events", events_tables,
                  "SELECT e.id, e.name, e.occurred_at, e.received_at, CASE e.source WHEN 1 THEN 'shop or "
                  "browser' WHEN 2 THEN 'import' WHEN 3 THEN 'lifecycled' WHEN 4 THEN 'page' WHEN 5 THEN "
                  "'provider' ELSE 'person of the shop' END, e.user_id, e.anonymous_id, e.body FROM "
                  "customer_events c JOIN events e ON e.id = c.event_id WHERE c.customer_id = ?1 ORDER BY "
                  "c.event_id",
                  events_columns},
};

}  // namespace

std::span<const ExportSection> export_sections() { return sections; }

void each_export_row(Database& database, const ExportSection& section, CustomerId customer,
                     const std::function<void(const std::vector<ExportValue>&)>& row) {
  Query query(database, section.sql);
  query.bind(customer);
  std::vector<ExportValue> values(section.columns.size());
  while (query.step()) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int column = static_cast<int>(i);
      values[i] = {query.is_null(column), query.integer(column), query.blob(column)};
    }
    row(values);
  }
}

}  // namespace lifecycled
