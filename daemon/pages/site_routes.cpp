#include "pages/site_routes.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/json_slices.hpp"
#include "intake/sent_time.hpp"
#include "pages/page_assets.hpp"
#include "pages/shop_origin.hpp"
#include "pages/user_proof.hpp"

namespace lifecycled {
namespace {

// What a browser sends at most with its last breath (the Beacon API).
constexpr std::size_t most_bytes = 64 * 1024;
constexpr std::size_t most_events = 100;
constexpr std::size_t longest_id = 256, longest_event_id = 64;
// Whoever guesses the id of another visitor could fill their cart.
constexpr std::size_t shortest_anonymous_id = 16;
// A call tells of several views; behind one address of a phone network there are many visitors.
constexpr ClientBudgets::Settings visits{1200, Milliseconds{3'600'000}, 65'536};

// All that a page can know. What an order, a consent or a trait is, the shop's servers say.
constexpr std::array<std::string_view, 9> of_a_page{
    "Page Viewed",     "Product Viewed", "Product List Viewed", "Products Searched", "Product Added",
    "Product Removed", "Cart Viewed",    "Cart Emptied",        "Checkout Started"};

std::string random_key(Random& random) {
  std::array<unsigned char, 32> key{};
  random.fill(key);
  return {key.begin(), key.end()};
}

bool is_id(std::string_view text, std::size_t shortest, std::size_t longest) {
  return text.size() >= shortest && text.size() <= longest &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Of one entry of the list, as it was written; nothing where a page cannot say it.
std::optional<NewEvent> event_of(std::string_view written, const NewEvent& visitor, Instant sent,
                                 Instant now) {
  std::string mistake;
  const auto told = parse_json(written, mistake);
  if (!told) return std::nullopt;
  NewEvent event = visitor;
  event.name = text_at(*told, "event").value_or("");
  if (std::ranges::find(of_a_page, event.name) == of_a_page.end()) return std::nullopt;
  const std::string id = text_at(*told, "id").value_or("");
  if (!is_id(id, 1, longest_event_id)) return std::nullopt;
  event.message_id = fmt::format("browser:{}:{}", *visitor.anonymous_id, id);
  event.occurred_at = corrected_time(parse_sent_time(text_at(*told, "at").value_or("")), sent, now);
  const std::string_view properties = json_member(written, "properties");
  event.body = properties.starts_with('{') ? std::string(properties) : "{}";
  return event;
}

}  // namespace

SiteRoutes::SiteRoutes(const PageContext& context)
    : context_(context), budgets_(visits, random_key(context.random)) {}

void SiteRoutes::add_to(Router& router) {
  router.add(Method::Get, "/lc.js", 0, [this](Request) -> boost::asio::awaitable<Response> {
    std::string text = fmt::format("(() => {{\n\"use strict\";\nconst DAEMON = {};\n",
                                   boost::json::serialize(boost::json::string(context_.public_url)));
    Response response{200, script_type, std::move(text.append(site_client()).append("})();\n")), {}};
    response.headers = {{"Cache-Control", "public, max-age=3600"},
                        {"Access-Control-Allow-Origin", "*"},
                        {"Cross-Origin-Resource-Policy", "cross-origin"},
                        {"X-Content-Type-Options", "nosniff"}};
    co_return response;
  });
  router.add(Method::Post, "/browser/events", most_bytes,
             [this](Request request) { return receive(std::move(request)); });
  router.add(Method::Options, "/browser/events", 0,
             [this](Request request) -> boost::asio::awaitable<Response> {
               const std::string origin(request.header("origin"));
               if (!is_shops_origin(context_, request)) co_return Response{403, {}, {}, {}};
               Response response{204, {}, {}, {}};
               response.headers = {{"Access-Control-Allow-Methods", "POST"},
                                   {"Access-Control-Allow-Headers", "Content-Type"},
                                   {"Access-Control-Max-Age", "86400"}};
               co_return for_origin(std::move(response), origin);
             });
}

boost::asio::awaitable<Response> SiteRoutes::receive(Request request) {
  const std::string origin(request.header("origin"));
  if (!is_shops_origin(context_, request))
    co_return problem_response(403, "pages of this origin are not the shop's: [shop] url says which are");
  // Whatever shares this machine with us comes through a proxy that we were not told of.
  const auto wait = request.client.is_loopback()
                        ? std::nullopt
                        : budgets_.spend(request.client, context_.clock.steady_now());
  if (wait) {
    Response busy = problem_response(429, "this address has told too much");
    busy.headers.emplace_back("Retry-After", std::to_string(wait->count() / 1000 + 1));
    co_return for_origin(std::move(busy), origin);
  }
  std::string mistake;
  const auto told = parse_json(request.body, mistake);
  const auto* list = told ? member(*told, "events") : nullptr;
  if (!list || !list->is_array() || list->get_array().size() > most_events || has_nul_escape(request.body)) {
    co_return for_origin(
        problem_response(400, "the body must be a JSON object with a list of at most 100 events", "events"),
        origin);
  }
  if (!context_.keys.accept_key(text_at(*told, "key").value_or("")))
    co_return for_origin(problem_response(401, "key must be one of [intake] browser_keys", "key"), origin);
  NewEvent visitor;
  visitor.anonymous_id = text_at(*told, "anonymous_id").value_or("");
  if (!is_id(*visitor.anonymous_id, shortest_anonymous_id, longest_id)) {
    co_return for_origin(
        problem_response(400, "anonymous_id must have 16 to 256 letters that nobody can guess",
                         "anonymous_id"),
        origin);
  }
  const Instant now = context_.clock.now();
  if (const auto user = text_at(*told, "user_id")) {
    if (!is_id(*user, 1, longest_id) ||
        !is_vouched_for(context_.keys, *user, text_at(*told, "proof").value_or(""), now)) {
      co_return for_origin(
          problem_response(403, "the proof of user_id is missing, wrong or too old", "proof"), origin);
    }
    visitor.user_id = *user;
  }
  const Instant sent = parse_sent_time(text_at(*told, "sent_at").value_or("")).value_or(now);
  std::vector<NewEvent> events;
  const auto written = json_elements(json_member(request.body, "events"));
  for (const std::string_view entry : written) {
    if (auto event = event_of(entry, visitor, sent, now)) events.push_back(std::move(*event));
  }
  const std::size_t refused = written.size() - events.size();
  Response response = co_await store(std::move(events), refused);
  co_return for_origin(std::move(response), origin);
}

boost::asio::awaitable<Response> SiteRoutes::store(std::vector<NewEvent> events, std::size_t refused) {
  std::function<std::size_t(Database&)> write = [events = std::move(events),
                                                 now = context_.clock.now()](Database& database) {
    return events.empty() ? 0 : Events(database).append(events, now);
  };
  const std::optional<std::size_t> added = co_await keep(context_, std::move(write));
  if (!added) co_return problem_response(503, "this could not be stored at the moment");
  if (*added > 0 && context_.on_events) context_.on_events();
  Response response{200, json_type, fmt::format("{{\"success\": true, \"refused\": {}}}", refused), {}};
  co_return response;
}

}  // namespace lifecycled
