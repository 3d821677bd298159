#include "store/erasure_plan.hpp"

#include <array>

namespace lifecycled {
namespace {

using enum ErasureWay;

// What waits to be sent is withheld: 12 is DeliveryState::Withheld, and 1, 4 and 7 wait.
constexpr std::array message_acts{
    ErasureAct{"contents", Deleted,
               "DELETE FROM contents WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)"},
    ErasureAct{"receipts", Deleted,
               "DELETE FROM receipts WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)"},
    ErasureAct{"early_receipts", Deleted,
               "DELETE FROM early_receipts WHERE id IN (SELECT e.id FROM deliveries d JOIN early_receipts e "
               "ON e.channel = d.channel AND e.key = d.provider_message_id WHERE d.message_id = ?1)"},
    ErasureAct{"early_receipts", Deleted,
               "DELETE FROM early_receipts WHERE id IN (SELECT e.id FROM deliveries d JOIN early_receipts e "
               "ON e.channel = d.channel AND e.key = d.idempotency_key WHERE d.message_id = ?1)"},
    ErasureAct{
        "held", Deleted,
        "DELETE FROM held WHERE kind = 2 AND campaign_id = (SELECT campaign_id FROM messages WHERE id = ?1) "
        "AND subject IN (SELECT id FROM deliveries WHERE message_id = ?1)"},
    ErasureAct{
        "link_hits", Deleted,
        "DELETE FROM link_hits WHERE delivery_id IN (SELECT id FROM deliveries WHERE message_id = ?1)"},
    ErasureAct{"delivery_reactions", Deleted,
               "DELETE FROM delivery_reactions WHERE delivery_id IN "
               "(SELECT id FROM deliveries WHERE message_id = ?1)"},
    ErasureAct{"attempts", Blanked,
               "UPDATE attempts SET detail = NULL WHERE delivery_id IN "
               "(SELECT id FROM deliveries WHERE message_id = ?1)"},
    ErasureAct{
        "deliveries", Blanked,
        "UPDATE deliveries SET reason = '', provider_message_id = NULL, pace_key = NULL, due_at = NULL, "
        "idempotency_key = 'erased ' || id, ended_at = coalesce(ended_at, first_attempt_at, 0), "
        "state = CASE WHEN state IN (1, 4, 7) THEN 12 ELSE state END WHERE message_id = ?1"},
    ErasureAct{"messages", Blanked,
               "UPDATE messages SET event_id = NULL, "
               "withheld = CASE WHEN withheld IS NULL THEN NULL ELSE 'erased' END WHERE id = ?1"},
};

// A split's detail is the path's name in the campaign's file (4 is StepResult::Split); 10 is
// JourneyEnd::Erased.
constexpr std::array journey_acts{
    ErasureAct{"timers", Deleted,
               "DELETE FROM timers WHERE due_at = (SELECT due_at FROM journeys WHERE id = ?1) AND kind = 4 "
               "AND subject = ?1"},
    ErasureAct{"held", Deleted,
               "DELETE FROM held WHERE campaign_id = (SELECT campaign_id FROM journeys WHERE id = ?1) "
               "AND kind = 1 AND subject = ?1"},
    ErasureAct{"limit_line", Deleted, "DELETE FROM limit_line WHERE journey_id = ?1"},
    ErasureAct{"journey_steps", Blanked,
               "UPDATE journey_steps SET detail = '' WHERE journey_id = ?1 AND result <> 4"},
    ErasureAct{"journeys", Blanked,
               "UPDATE journeys SET entry_key = '', trigger_event_id = NULL, heard_event_id = NULL, "
               "end_event_id = NULL, due_at = NULL, limit_day = NULL, ended_at = coalesce(ended_at, since), "
               "end_reason = coalesce(end_reason, 10) WHERE id = ?1"},
};

constexpr std::array quiet_acts{
    ErasureAct{"timers", Deleted,
               "DELETE FROM timers WHERE due_at = (SELECT due_at FROM quiet_triggers WHERE id = ?1) "
               "AND kind = 3 AND subject = ?1"},
    ErasureAct{"quiet_triggers", Deleted, "DELETE FROM quiet_triggers WHERE id = ?1"},
};

constexpr std::array date_acts{
    ErasureAct{
        "timers", Deleted,
        "DELETE FROM timers WHERE due_at = (SELECT due_at FROM date_starts WHERE id = ?1) AND kind = 6 "
        "AND subject = ?1"},
    ErasureAct{"date_starts", Deleted, "DELETE FROM date_starts WHERE id = ?1"},
};

// Its key is written over by store/erasures.cpp, which can hash. The day stays, the hour tells too much.
constexpr std::array order_acts{
    ErasureAct{"order_lines", Blanked, "UPDATE order_lines SET name = NULL WHERE order_id = ?1"},
    ErasureAct{"order_refunds", Deleted,
               "DELETE FROM order_refunds WHERE order_key = (SELECT order_key FROM orders WHERE id = ?1)"},
    ErasureAct{"orders", Blanked,
               "UPDATE orders SET coupon = NULL, event_id = NULL, ordered_at = day * 86400000, "
               "updated_at = NULL, standing_at = NULL WHERE id = ?1"},
};

constexpr std::array event_acts{
    ErasureAct{
        "order_notes", Deleted,
        "DELETE FROM order_notes WHERE order_key = (SELECT CAST(json_extract(body, '$.order_id') AS TEXT) "
        "FROM events WHERE id = ?1 AND name IN ('Order Refunded', 'Order Cancelled') "
        "AND json_valid(body))"},
    ErasureAct{
        "order_refunds", Deleted,
        "DELETE FROM order_refunds WHERE order_key = (SELECT CAST(json_extract(body, '$.order_id') AS TEXT) "
        "FROM events WHERE id = ?1 AND name = 'Order Refunded' AND json_valid(body))"},
    ErasureAct{"quarantine", Deleted, "DELETE FROM quarantine WHERE event_id = ?1"},
    ErasureAct{"events", Blanked,
               "UPDATE events SET user_id = NULL, anonymous_id = NULL, body = '{}' WHERE id = ?1"},
};

constexpr std::array seen_acts{
    ErasureAct{"customer_events", Deleted,
               "DELETE FROM customer_events WHERE customer_id = ?1 AND event_id = "
               "(SELECT min(event_id) FROM customer_events WHERE customer_id = ?1)"},
};

constexpr std::array interest_acts{
    ErasureAct{"product_interest", Deleted,
               "DELETE FROM product_interest WHERE customer_id = ?1 AND product_id = "
               "(SELECT product_id FROM product_interest WHERE customer_id = ?1 LIMIT 1)"},
};

constexpr std::array cart_acts{
    ErasureAct{"cart_lines", Deleted, "DELETE FROM cart_lines WHERE cart_id = ?1"},
    ErasureAct{"carts", Deleted, "DELETE FROM carts WHERE id = ?1"},
};

constexpr std::array address_acts{
    ErasureAct{"address_consents", Deleted, "DELETE FROM address_consents WHERE address_id = ?1"},
    ErasureAct{"address_health", Deleted, "DELETE FROM address_health WHERE address_id = ?1"},
    // With the salt goes the way to find out whose the hash in the chain is.
    ErasureAct{
        "consent_evidence", Deleted,
        "DELETE FROM consent_evidence WHERE consent_id IN (SELECT id FROM consents WHERE address_id = ?1)"},
    ErasureAct{"consents", Blanked,
               "UPDATE consents SET source = '', wording = NULL, language = NULL, event_id = NULL "
               "WHERE address_id = ?1"},
    ErasureAct{"addresses", Blanked,
               "UPDATE addresses SET value = '', normal = 'erased ' || id, created_at = 0 WHERE id = ?1"},
};

constexpr std::array segment_acts{
    ErasureAct{
        "segments", Blanked,
        "UPDATE segments SET size = size - 1 WHERE size > 0 AND id = (SELECT m.segment_id FROM segments s "
        "CROSS JOIN segment_members m WHERE m.segment_id = s.id AND m.customer_id = ?1 LIMIT 1)"},
    ErasureAct{
        "segment_members", Deleted,
        "DELETE FROM segment_members WHERE customer_id = ?1 AND segment_id = (SELECT m.segment_id "
        "FROM segments s CROSS JOIN segment_members m WHERE m.segment_id = s.id AND m.customer_id = ?1 "
        "LIMIT 1)"},
};

// Last: with their identifiers goes the way to find them.
constexpr std::array customer_acts{
    ErasureAct{
        "timers", Deleted,
        "DELETE FROM timers WHERE due_at = (SELECT look_at FROM customer_segments WHERE customer_id = ?1) "
        "AND kind = 5 AND subject = ?1"},
    ErasureAct{
        "timers", Deleted,
        "DELETE FROM timers WHERE due_at = (SELECT stage_due_at FROM customers WHERE id = ?1) AND kind = 2 "
        "AND subject = ?1"},
    ErasureAct{"customer_segments", Deleted, "DELETE FROM customer_segments WHERE customer_id = ?1"},
    ErasureAct{"cap_slots", Deleted, "DELETE FROM cap_slots WHERE customer_id = ?1"},
    ErasureAct{"delivery_queue", Deleted, "DELETE FROM delivery_queue WHERE customer_id = ?1"},
    ErasureAct{"customer_ties", Deleted, "DELETE FROM customer_ties WHERE customer_id = ?1"},
    ErasureAct{"customer_lists", Deleted, "DELETE FROM customer_lists WHERE customer_id = ?1"},
    ErasureAct{"variant_people", Deleted, "DELETE FROM variant_people WHERE customer_id = ?1"},
    ErasureAct{"customer_breaks", Deleted, "DELETE FROM customer_breaks WHERE customer_id = ?1"},
    ErasureAct{"topic_choices", Deleted, "DELETE FROM topic_choices WHERE customer_id = ?1"},
    ErasureAct{"campaign_opt_outs", Deleted, "DELETE FROM campaign_opt_outs WHERE customer_id = ?1"},
    ErasureAct{"customer_paces", Deleted, "DELETE FROM customer_paces WHERE customer_id = ?1"},
    ErasureAct{"order_marks", Deleted, "DELETE FROM order_marks WHERE customer_id = ?1"},
    // Addresses that stood in messages to nobody else may tell who this was.
    ErasureAct{"link_targets", Deleted, "DELETE FROM link_targets WHERE customer_id = ?1"},
    ErasureAct{"restrictions", Deleted, "DELETE FROM restrictions WHERE customer_id = ?1"},
    ErasureAct{"customer_identifiers", Deleted, "DELETE FROM customer_identifiers WHERE customer_id = ?1"},
    ErasureAct{"customers", Blanked,
               "UPDATE customers SET processing = 3, known_since = 0, first_name = NULL, last_name = NULL, "
               "language = NULL, country = NULL, time_zone = NULL, properties = '{}', orders = 0, "
               "discounted_orders = 0, purchases = 0, spent_minor = 0, first_order_at = NULL, "
               "last_order_at = NULL, gap_basis = 0, own_gap_ms = NULL, stage = 0, stage_since = NULL, "
               "stage_due_at = NULL, last_reaction_at = NULL, last_rating = NULL, resting_since = NULL, "
               "consent_epoch = consent_epoch + 1, store_orders = 0, seasonal = 0, last_opened_at = NULL, "
               "nps = NULL, has_account = 0, open_cases = 0, subscriptions = 0, carts_open = 0, "
               "cart_changed_at = NULL, source = NULL, preferred_channel = NULL, reachable_channels = '', "
               "traits_at = NULL WHERE id = ?1"},
};

constexpr std::array parts{
    ErasurePart{"messages", "SELECT id FROM messages WHERE customer_id = ?1 AND id > ?2 ORDER BY id",
                message_acts},
    ErasurePart{"journeys",
                "SELECT j.id FROM campaigns c CROSS JOIN journeys j WHERE j.campaign_id = c.id "
                "AND j.customer_id = ?1 AND j.id > ?2 ORDER BY j.id",
                journey_acts},
    ErasurePart{"quiet triggers",
                "SELECT t.id FROM campaigns c CROSS JOIN quiet_triggers t WHERE t.campaign_id = c.id "
                "AND t.customer_id = ?1 AND t.id > ?2 ORDER BY t.id",
                quiet_acts},
    ErasurePart{"dates",
                "SELECT d.id FROM campaigns c CROSS JOIN date_starts d WHERE d.campaign_id = c.id "
                "AND d.customer_id = ?1 AND d.id > ?2 ORDER BY d.id",
                date_acts},
    ErasurePart{"orders", "SELECT id FROM orders WHERE customer_id = ?1 AND id > ?2 ORDER BY id", order_acts},
    ErasurePart{"events",
                "SELECT event_id FROM customer_events WHERE customer_id = ?1 AND event_id > ?2 "
                "ORDER BY event_id",
                event_acts},
    // From here on a row is the customer, listed as often as there is something to delete.
    ErasurePart{"whose events", "SELECT customer_id FROM customer_events WHERE customer_id = ?1 AND ?2 >= 0",
                seen_acts},
    ErasurePart{"interests", "SELECT customer_id FROM product_interest WHERE customer_id = ?1 AND ?2 >= 0",
                interest_acts},
    ErasurePart{"segments",
                "SELECT m.customer_id FROM segments s CROSS JOIN segment_members m WHERE m.segment_id = s.id "
                "AND m.customer_id = ?1 AND ?2 >= 0",
                segment_acts},
    ErasurePart{"carts", "SELECT id FROM carts WHERE customer_id = ?1 AND id > ?2 ORDER BY id", cart_acts},
    ErasurePart{"addresses", "SELECT id FROM addresses WHERE customer_id = ?1 AND id > ?2 ORDER BY id",
                address_acts},
    ErasurePart{"customer", "SELECT id FROM customers WHERE id = ?1 AND processing = 2 AND ?2 >= 0",
                customer_acts},
};

constexpr std::array kept{
    KeptTable{"quarantine", Scanned, "bodies that nobody could understand, or of facts that were refused"},
    KeptTable{"waiting_answers", Scanned, "answers about orders that nobody is known to have placed"},
    KeptTable{"kept_webhooks", Scanned, "requests of providers as they came"},
    KeptTable{"kept_webhook_totals", Kept, "counts a channel; lessened with each request that goes"},
    KeptTable{"reject_files", Kept, "paths of the shop's own; the files themselves are rewritten"},
    KeptTable{"consent_chain", Kept, "the ledger's seals: of a person only a hash whose salt is gone"},
    KeptTable{"suppressions", Kept,
              "keyed hashes of addresses and domains; that of an erased one keeps them from being "
              "written to"},
    KeptTable{"asked_addresses", Kept, "keyed hashes of addresses, for two days"},
    KeptTable{"erasures", Kept, "the customer's number, which is nobody's any more, and when"},
    KeptTable{"meta", Kept, "about the database as a whole"},
    KeptTable{"event_ids", Kept,
              "hashes of ids that senders gave, without a customer; forgotten after 30 days"},
    KeptTable{"event_seals", Kept,
              "keyed hashes over events that nobody has read yet; an erasure waits until they are"},
    KeptTable{"event_days", Kept, "where each day of the log begins"},
    KeptTable{"cursors", Kept, "how far readers of the log have come"},
    KeptTable{"gap_counts", Kept, "how often each gap between purchases occurs in the shop"},
    KeptTable{"shop_figures", Kept, "figures of all buyers together"},
    KeptTable{"campaigns", Kept, "the shop's campaigns"},
    KeptTable{"campaign_versions", Kept, "the files of the campaigns"},
    KeptTable{"campaign_health", Kept, "counts of a campaign"},
    KeptTable{"channel_days", Kept, "counts of a channel"},
    KeptTable{"channel_stops", Kept, "channels that stand still"},
    KeptTable{"campaign_reactions", Kept, "counts of a campaign's messages"},
    KeptTable{"campaign_moves", Kept, "how far a campaign's move to another version has come"},
    KeptTable{"journey_versions", Kept, "numbers of journeys and versions"},
    KeptTable{"journey_variants", Kept, "counts of a test"},
    KeptTable{"segment_days", Kept, "how large each segment was"},
    KeptTable{"segment_runs", Kept, "how far a segment's start has come; names a number alone"},
    KeptTable{"start_plans", Kept, "settings of campaigns"},
    KeptTable{"product_news", Kept, "news of products; how far it has been told"},
};

}  // namespace

std::span<const ErasurePart> erasure_parts() { return parts; }
std::span<const KeptTable> kept_tables() { return kept; }

}  // namespace lifecycled
