// Which keys each table of our files may have: said once, for the readers of this room, their "did you mean"
// and the test that holds schemas/*.json against them. Constants; any thread.
#pragma once

#include <span>
#include <string_view>

namespace lifecycled {

// A key that the documented format has and this version does not: what to write instead.
struct LaterKey {
  std::string_view key;
  std::string_view instead;
};

struct KeySet {
  std::span<const std::string_view> keys;
  std::span<const LaterKey> later = {};
};

namespace key_names {

// lifecycled.toml
inline constexpr std::string_view settings[] = {
    "state",  "campaigns", "messages", "events",  "segments", "plugins", "shop",      "http",
    "intake", "stages",    "delivery", "channel", "topics",   "pages",   "retention", "consent"};
inline constexpr std::string_view shop[] = {"name",     "address",  "url",   "time_zone",
                                            "language", "currency", "color", "logo"};
inline constexpr std::string_view pages[] = {"folder", "rating", "product_pictures", "proof_lasts"};
inline constexpr std::string_view http[] = {"listen",
                                            "public_url",
                                            "certificate",
                                            "key",
                                            "trusted_proxies",
                                            "per_client",
                                            "most_body_bytes",
                                            "most_connections",
                                            "most_connections_per_client"};
inline constexpr std::string_view intake[] = {"browser_keys", "write_keys", "per_browser_key",
                                              "per_write_key"};
// [intake.NAME]
inline constexpr std::string_view shop_intake[] = {
    "type",      "secret", "id_prefix", "currency", "consent",   "consent_field", "consent_text",
    "signature", "topic",  "delivery",  "ignored",  "time_zone", "event"};
// Of type "generic".
inline constexpr std::string_view intake_signature[] = {"header", "algorithm", "encoding", "prefix"};
inline constexpr std::string_view intake_event[] = {"name",    "topics", "when", "unless", "each",    "user",
                                                    "visitor", "guest",  "id",   "at",     "changed", "set"};
inline constexpr std::string_view intake_value[] = {"at",   "as",  "text", "words",
                                                    "each", "set", "when", "unless"};
inline constexpr std::string_view stages[] = {"active", "lapsing",         "quantile", "own_gaps_from",
                                              "gap",    "gap_until_known", "seasons"};
inline constexpr std::string_view delivery[] = {"quiet_hours", "legal_hours",    "cap",           "apart",
                                                "channels",    "when_in_doubt",  "expires_after", "retries",
                                                "only_to",     "hold_for_cases", "track",         "utm",
                                                "less_often"};
inline constexpr std::string_view retention[] = {"events",   "contents", "quarantine", "messages",
                                                 "journeys", "carts",    "prospects"};
inline constexpr std::string_view consent[] = {"key", "profiling_default"};
inline constexpr std::string_view by_kind[] = {"marketing", "transactional"};
inline constexpr std::string_view retries[] = {"first_after", "longest_after", "attempts"};
// The plugin's own options stand beside these.
inline constexpr std::string_view channel[] = {"type",           "plugin",     "reaches",
                                               "sender",         "per_second", "when_in_doubt",
                                               "quiet_hours",    "cap",        "allow_private_addresses",
                                               "allow_unfenced", "proxy",      "per_day",
                                               "warm_up",        "stop_at"};
inline constexpr std::string_view channel_stop_at[] = {"complaints", "hard_bounces"};

// campaigns/NAME.toml
inline constexpr std::string_view campaign[] = {
    "title",  "serves",   "kind",        "live",  "goal", "trigger",       "exit",  "topic",
    "one_of", "priority", "serve_first", "limit", "ramp", "expires_after", "track", "step"};
inline constexpr std::string_view ramp[] = {"shares", "every", "stop_at"};
inline constexpr std::string_view stop_at[] = {"failures", "unsubscribes", "complaints"};
inline constexpr std::string_view goal[] = {"event", "within", "target"};
inline constexpr std::string_view trigger[] = {
    "event",     "stage_entered", "stage_left",  "segment_entered", "segment_left",  "date",
    "offset",    "repeats",       "schedule",    "segment",         "by_hand",       "where",
    "quiet_for", "one_per",       "again_after", "max_age",         "start_existing"};
inline constexpr std::string_view exit[] = {"event", "where", "after"};
inline constexpr std::string_view step[] = {
    "id",    "after", "until", "offset", "at",     "within",   "wait_for", "at_most", "if_not",
    "where", "path",  "send",  "test",   "shares", "hold_out", "channel",  "kind",    "other_than",
    "split", "set",   "list",  "emit",   "call",   "sunset",   "then",     "to"};
inline constexpr std::string_view wait_for[] = {"stage"};
inline constexpr std::string_view branch[] = {"path", "where", "share"};
inline constexpr std::string_view list[] = {"join", "leave"};
inline constexpr std::string_view emit[] = {"event", "with"};

inline constexpr LaterKey later_step[] = {
    {"offer", "write the code into the message's text"},
    {"points", "leave it to the shop, on the event that earns them"},
};

// messages/NAME.toml: the fields that every channel's table may have, all of them texts. Others are the
// plugin's.
inline constexpr std::string_view message[] = {"subject", "preheader", "html",  "html_file",
                                               "text",    "layout",    "sender"};

// segments.toml
inline constexpr std::string_view segments_file[] = {"segments"};
inline constexpr std::string_view segment[] = {"title", "where"};

// events.toml
inline constexpr std::string_view event[] = {"help", "properties"};

}  // namespace key_names

namespace key_sets {

inline constexpr KeySet settings{key_names::settings};
inline constexpr KeySet shop{key_names::shop};
inline constexpr KeySet pages{key_names::pages};
inline constexpr KeySet http{key_names::http};
inline constexpr KeySet intake{key_names::intake};
inline constexpr KeySet shop_intake{key_names::shop_intake};
inline constexpr KeySet intake_signature{key_names::intake_signature};
inline constexpr KeySet intake_event{key_names::intake_event};
inline constexpr KeySet intake_value{key_names::intake_value};
inline constexpr KeySet stages{key_names::stages};
inline constexpr KeySet delivery{key_names::delivery};
inline constexpr KeySet retention{key_names::retention};
inline constexpr KeySet consent{key_names::consent};
inline constexpr KeySet by_kind{key_names::by_kind};
inline constexpr KeySet retries{key_names::retries};
inline constexpr KeySet channel{key_names::channel};
inline constexpr KeySet channel_stop_at{key_names::channel_stop_at};
inline constexpr KeySet campaign{key_names::campaign};
inline constexpr KeySet ramp{key_names::ramp};
inline constexpr KeySet stop_at{key_names::stop_at};
inline constexpr KeySet goal{key_names::goal};
inline constexpr KeySet trigger{key_names::trigger};
inline constexpr KeySet exit{key_names::exit};
inline constexpr KeySet step{key_names::step, key_names::later_step};
inline constexpr KeySet wait_for{key_names::wait_for};
inline constexpr KeySet branch{key_names::branch};
inline constexpr KeySet list{key_names::list};
inline constexpr KeySet emit{key_names::emit};
inline constexpr KeySet message{key_names::message};
inline constexpr KeySet segments_file{key_names::segments_file};
inline constexpr KeySet segment{key_names::segment};
inline constexpr KeySet event{key_names::event};

}  // namespace key_sets

}  // namespace lifecycled
