#include "intake/segment_api.hpp"

#include <algorithm>
#include <array>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/json_slices.hpp"
#include "intake/segment_item.hpp"
#include "intake/sent_time.hpp"
#include "journey/event_names.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t most_batch_events = 2500;
constexpr std::size_t deepest_nesting = 32;

constexpr std::array<std::pair<std::string_view, SegmentCall>, 8> calls{{{"track", SegmentCall::Track},
                                                                         {"identify", SegmentCall::Identify},
                                                                         {"page", SegmentCall::Page},
                                                                         {"screen", SegmentCall::Screen},
                                                                         {"group", SegmentCall::Group},
                                                                         {"alias", SegmentCall::Alias},
                                                                         {"batch", SegmentCall::Batch},
                                                                         {"import", SegmentCall::Import}}};

bool is_list(SegmentCall call) { return call == SegmentCall::Batch || call == SegmentCall::Import; }

SegmentResult problem(std::string detail, std::string field = {}) {
  SegmentResult result;
  result.problem = ApiProblem{400, std::move(detail), std::move(field)};
  return result;
}

std::string_view name_of(SegmentCall call) {
  return std::ranges::find(calls, call, [](const auto& entry) { return entry.second; })->first;
}

void set_aside(SegmentResult& result, const ItemFault& fault, std::string_view text, SegmentCall door,
               std::optional<Instant> sent = std::nullopt) {
  std::string kept(text);
  // Keys are for the door, not for the shelf.
  if (const auto key = json_member(text, "writeKey"); !key.empty()) {
    kept.replace(static_cast<std::size_t>(key.data() - text.data()), key.size(), "\"...\"");
  }
  result.set_aside.push_back({fault.reason, std::move(kept), std::string(name_of(door)), sent});
}

// A call within a batch or an import, which says itself what it is.
void read_call(SegmentResult& result, const json::value& value, std::string_view text, SegmentCall list,
               Instant now, std::optional<Instant> sent) {
  const auto type = text_at(value, "type");
  const auto call = type ? segment_call(*type) : std::nullopt;
  const bool is_import = list == SegmentCall::Import;
  std::optional<ItemFault> fault{{"type must be track, identify, page, screen, group or alias", "type"}};
  if (call) fault = read_item({*call, value, text, now, sent, is_import}, result.events);
  if (fault) set_aside(result, *fault, text, list, sent);
}

SegmentResult read_list(SegmentCall list, const json::value& value, std::string_view body, Instant now) {
  const json::value* batch = member(value, "batch");
  if (!batch || !batch->is_array()) return problem("batch, an array of events, is needed", "batch");
  const json::array& items = batch->get_array();
  if (items.size() > most_batch_events) return problem("a batch holds at most 2,500 events", "batch");

  const std::vector<std::string_view> texts = json_elements(json_member(body, "batch"));
  if (texts.size() != items.size())
    return problem("the name \"batch\" must be written without escapes", "batch");
  std::optional<Instant> sent;
  if (const auto text = text_at(value, "sentAt")) sent = parse_sent_time(*text);

  SegmentResult result;
  result.events.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    read_call(result, items[i], texts[i], list, now, sent);
  }
  return result;
}

}  // namespace

std::optional<SegmentCall> segment_call(std::string_view name) {
  const auto found = std::ranges::find(calls, name, [](const auto& entry) { return entry.first; });
  return found == calls.end() ? std::nullopt : std::optional(found->second);
}

bool is_reserved_event(std::string_view name) { return event_names::is_our_own(name); }

SegmentResult read_segment(SegmentCall call, std::string_view body, Instant now) {
  const bool is_batch = is_list(call);
  if (body.size() > (is_batch ? most_batch_bytes : most_event_bytes)) {
    return problem(is_batch ? "a batch must not be larger than 500 KB"
                            : "an event must not be larger than 32 KB");
  }
  // One arena for the whole text: most calls then need no allocation for their values.
  unsigned char arena[8192];
  json::monotonic_resource memory(arena);
  json::parse_options options;
  options.max_depth = deepest_nesting;
  boost::system::error_code error;
  const json::value value =
      json::parse(json::string_view(body.data(), body.size()), error, json::storage_ptr(&memory), options);
  if (error) return problem("the body is not well-formed JSON: " + error.message());
  if (!value.is_object()) return problem("the body must be a JSON object");
  std::string write_key = text_at(value, "writeKey").value_or("");
  if (is_batch) {
    SegmentResult result = read_list(call, value, body, now);
    result.write_key = std::move(write_key);
    return result;
  }

  SegmentResult result;
  result.write_key = std::move(write_key);
  const auto fault = read_item({call, value, trimmed(body), now, std::nullopt, false}, result.events);
  if (fault) {
    set_aside(result, *fault, body, call);
    result.problem = ApiProblem{400, fault->reason, fault->field};
  }
  return result;
}

SegmentResult read_segment_again(std::string_view door, std::string_view body, Instant received,
                                 std::optional<Instant> sent) {
  const auto call = segment_call(door);
  if (!call) return problem("it is not known by which door this came");
  if (!is_list(*call)) return read_segment(*call, body, received);
  json::parse_options options;
  options.max_depth = deepest_nesting;
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view(body.data(), body.size()), error, {}, options);
  if (error) return problem("the body is not well-formed JSON: " + error.message());
  SegmentResult result;
  read_call(result, value, body, *call, received, sent);
  return result;
}

void keep_to_rights(SegmentResult& result, const KeyRights& rights, SegmentCall call) {
  if (rights.speaks_for_the_shop) return;
  const auto refused = [&](const NewEvent& event) {
    if (!is_product_news(event.name)) return false;
    const std::string reason =
        "a browser key may not send \"" + event.name +
        "\", which goes to many customers; send it from the shop's server with one of write_keys";
    if (!is_list(call)) result.problem = ApiProblem{403, reason, "event"};
    // Not to be read again: it would be in the shop's name.
    result.set_aside.push_back({reason, event.body, "", std::nullopt});
    return true;
  };
  std::erase_if(result.events, refused);
}

}  // namespace lifecycled
