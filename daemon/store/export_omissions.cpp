// The tables that an export leaves out, each with its reason: a test holds both lists against the schema.
#include <array>

#include "store/customer_export.hpp"

namespace lifecycled {
namespace {

constexpr std::array left_out{
    NotExported{"timers", "when something of the above is due; the rows themselves say so"},
    NotExported{"held", "journeys and deliveries above that wait for a paused campaign"},
    NotExported{"quarantine",
                "what nobody could understand, and so belongs to nobody until somebody looks; an erasure "
                "searches it"},
    NotExported{"kept_webhooks", "requests of providers on their way, for minutes; an erasure searches them"},
    NotExported{"kept_webhook_totals", "counts of a channel"},
    NotExported{"order_notes", "words about orders that nobody has placed yet; no customer is known of them"},
    NotExported{"order_refunds",
                "which refunds are in the amounts of the orders above, under the shop's ids"},
    NotExported{"waiting_answers", "answers about orders that nobody is known to have placed"},
    NotExported{"consent_chain", "hashes over the consents above"},
    NotExported{"suppressions",
                "keyed hashes of addresses not to be written to; `lifecycled suppress check` tells of one"},
    NotExported{"asked_addresses", "keyed hashes of addresses, for two days"},
    NotExported{"erasures", "erasures, of people who are gone"},
    NotExported{"reject_files", "paths of files"},
    NotExported{"meta", "about the database as a whole"},
    NotExported{"event_ids", "hashes of senders' ids, without a customer"},
    NotExported{"event_seals", "keyed hashes over events above, until they are read"},
    NotExported{"event_days", "where each day of the log begins"},
    NotExported{"cursors", "how far readers of the log have come"},
    NotExported{"gap_counts", "figures of the shop"},
    NotExported{"shop_figures", "figures of the shop"},
    NotExported{"campaigns", "the shop's campaigns"},
    NotExported{"campaign_versions", "the files of the campaigns"},
    NotExported{"link_hits", "links that were followed, for seconds, until they are counted above"},
    NotExported{"limit_line", "journeys above that wait for a place of a daily limit"},
    NotExported{"journey_versions", "numbers of campaign versions"},
    NotExported{"campaign_moves", "how far a campaign's move has come"},
    NotExported{"campaign_reactions", "counts of a campaign's messages"},
    NotExported{"campaign_health", "counts of a campaign"},
    NotExported{"channel_days", "counts of a channel"},
    NotExported{"channel_stops", "channels that stand still"},
    NotExported{"journey_variants", "counts of a test"},
    NotExported{"segment_days", "how large each segment was"},
    NotExported{"segment_runs", "how far a segment's start has come"},
    NotExported{"start_plans", "settings of campaigns"},
    NotExported{"product_news", "news of products"},
};

}  // namespace

std::span<const NotExported> not_exported() { return left_out; }

}  // namespace lifecycled
