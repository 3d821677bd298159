#include "pages/push_routes.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include <boost/json/serialize.hpp>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "pages/page_assets.hpp"
#include "pages/push_script.hpp"
#include "pages/push_words.hpp"
#include "pages/shop_origin.hpp"
#include "pages/user_proof.hpp"

namespace lifecycled {
namespace {

// A person presses a button now and then; behind one address of a phone network there are many persons.
constexpr ClientBudgets::Settings few{120, Milliseconds{3'600'000}, 65'536};
constexpr std::size_t longest_id = 256, longest_text = 2000, longest_language = 35;
// Whoever guesses the id of another visitor would get what that one is sent.
constexpr std::size_t shortest_anonymous_id = 16;

std::string random_key(Random& random) {
  std::array<unsigned char, 32> key{};
  random.fill(key);
  return {key.begin(), key.end()};
}

// For everybody: nothing of it is anybody's.
Response public_script(std::string text) {
  Response response{200, script_type, std::move(text), {}};
  response.headers = {{"Cache-Control", "public, max-age=3600"},
                      {"Access-Control-Allow-Origin", "*"},
                      {"Cross-Origin-Resource-Policy", "cross-origin"}};
  return response;
}

bool is_id(const std::string& text, std::size_t shortest) {
  return text.size() >= shortest && text.size() <= longest_id && is_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

PushRoutes::PushRoutes(const PageContext& context)
    : context_(context), budgets_(few, random_key(context.random)) {}

void PushRoutes::add_to(Router& router) {
  const auto serve = [&](const char* path, auto make) {
    router.add(Method::Get, path, 0,
               [make](Request) -> boost::asio::awaitable<Response> { co_return make(); });
  };
  serve("/push.js", [this] { return public_script(script({push_client(), push_embed()})); });
  // The worker itself, of our own origin or through a path of the shop's, or what the shop's own imports. As
  // the worker itself it is bound by this policy.
  serve("/push-worker.js", [this] {
    Response response = public_script(script({push_worker()}));
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; connect-src 'self' " + origin_of(context_.public_url));
    return response;
  });
  const auto take = [&](const char* path, const char* field, Work work) {
    router.add(Method::Post, path, most_form_bytes,
               [this, field, work](Request request) { return receive(std::move(request), field, work); });
    router.add(Method::Options, path, 0, [this](Request request) -> boost::asio::awaitable<Response> {
      const auto channel = push_channel(context_.now->channels);
      const std::string origin(request.header("origin"));
      if (!channel || !is_the_shops(request, *channel)) co_return Response{403, {}, {}, {}};
      Response response{204, {}, {}, {}};
      response.headers = {{"Access-Control-Allow-Methods", "POST"},
                          {"Access-Control-Allow-Headers", "Content-Type"},
                          {"Access-Control-Max-Age", "86400"}};
      co_return for_origin(std::move(response), origin);
    });
  };
  take("/push/subscribe", "subscription", &PushRoutes::subscribe);
  take("/push/renew", "old", &PushRoutes::renew);
  take("/push/unsubscribe", "subscription", &PushRoutes::unsubscribe);
}

std::string PushRoutes::script(std::initializer_list<std::string_view> parts) const {
  const auto channel = push_channel(context_.now->channels);
  return push_script(boost::json::serialize(boost::json::string(context_.public_url)),
                     channel ? channel->key : "", parts);
}

bool PushRoutes::is_the_shops(const Request& request, const PushChannel& channel) const {
  if (is_shops_origin(context_, request)) return true;
  const std::string origin(request.header("origin"));
  return !origin.empty() && std::ranges::any_of(channel.sites, [&](const std::string& site) {
    return origin == origin_of(site);
  });
}

boost::asio::awaitable<Response> PushRoutes::receive(Request request, const char* field, Work work) {
  Asked asked;
  const auto channel = push_channel(context_.now->channels);
  if (!channel) co_return problem_response(404, "this shop sends no browser notifications");
  asked.channel = *channel;
  asked.origin = request.header("origin");
  if (!is_the_shops(request, asked.channel)) {
    co_return problem_response(403,
                               "pages of this origin may not ask for notifications: name it in \"sites\" of "
                               "the channel that sends them");
  }
  const std::string origin = asked.origin;
  // Whatever shares this machine with us comes through a proxy that we were not told of.
  const auto wait = request.client.is_loopback()
                        ? std::nullopt
                        : budgets_.spend(request.client, context_.clock.steady_now());
  if (wait) {
    Response busy = problem_response(429, "this address has asked too often");
    busy.headers.emplace_back("Retry-After", std::to_string(wait->count() / 1000 + 1));
    co_return for_origin(std::move(busy), origin);
  }
  std::string mistake;
  auto body = parse_json(request.body, mistake);
  const auto* told = body ? member(*body, field) : nullptr;
  const auto subscription = told ? push_subscription(*told, asked.channel) : std::nullopt;
  if (!subscription)
    co_return for_origin(problem_response(400, "this is no subscription of a browser", field), origin);
  asked.subscription = *subscription;
  asked.ip = request.client.to_text();
  asked.body = std::move(*body);
  Response response = co_await (this->*work)(std::move(asked));
  co_return for_origin(std::move(response), origin);
}

boost::asio::awaitable<Response> PushRoutes::subscribe(Asked asked) {
  PushYes yes{asked.channel.name, asked.subscription, {}, 0, {}, {}, {}, {}, {}, asked.ip};
  yes.user_id = text_at(asked.body, "user_id");
  yes.anonymous_id = text_at(asked.body, "anonymous_id");
  if (!yes.user_id && !yes.anonymous_id)
    co_return problem_response(400, "user_id with its proof, or anonymous_id, is needed", "anonymous_id");
  if (yes.anonymous_id && !is_id(*yes.anonymous_id, shortest_anonymous_id)) {
    co_return problem_response(400, "anonymous_id must have 16 to 256 letters that nobody can guess",
                               "anonymous_id");
  }
  if (yes.user_id && (!is_id(*yes.user_id, 1) ||
                      !is_vouched_for(context_.keys, *yes.user_id, text_at(asked.body, "proof").value_or(""),
                                      context_.clock.now()))) {
    co_return problem_response(403, "the proof of user_id is missing, wrong or too old", "proof");
  }
  yes.source = "web push on " + asked.origin;
  yes.text = typed_text(text_at(asked.body, "text").value_or(""), longest_text);
  yes.language = typed_text(text_at(asked.body, "language").value_or(""), longest_language);
  std::function<bool(Database&)> write = [yes = std::move(yes), now = context_.clock.now()](
                                             Database& database) { return say_yes(database, yes, now); };
  const std::optional<bool> is_new = co_await keep(context_, std::move(write));
  if (!is_new) co_return problem_response(503, "this could not be stored at the moment");
  if (*is_new) context_.log.info("page.push_subscribed", {{"site", asked.origin}});
  co_return stored(*is_new);
}

boost::asio::awaitable<Response> PushRoutes::renew(Asked asked) {
  const auto* told = member(asked.body, "subscription");
  const auto fresh = told ? push_subscription(*told, asked.channel) : std::nullopt;
  if (!fresh) co_return problem_response(400, "this is no subscription of a browser", "subscription");
  std::function<std::size_t(Database&)> write =
      [change = PushChange{asked.channel.name, asked.subscription,
                           "web push renewed by the browser on " + asked.origin, asked.ip},
       fresh = *fresh,
       now = context_.clock.now()](Database& database) { return say_renewed(database, change, fresh, now); };
  const std::optional<std::size_t> count = co_await keep(context_, std::move(write));
  if (!count) co_return problem_response(503, "this could not be stored at the moment");
  if (*count == 0) co_return problem_response(404, "this browser has not said yes here", "old");
  context_.log.info("page.push_renewed", {{"site", asked.origin}});
  co_return stored(true);
}

boost::asio::awaitable<Response> PushRoutes::unsubscribe(Asked asked) {
  std::function<std::size_t(Database&)> write =
      [change =
           PushChange{asked.channel.name, asked.subscription, "web push off on " + asked.origin, asked.ip},
       now = context_.clock.now()](Database& database) { return say_no(database, change, now); };
  const std::optional<std::size_t> count = co_await keep(context_, std::move(write));
  if (!count) co_return problem_response(503, "this could not be stored at the moment");
  if (*count > 0) context_.log.info("page.push_unsubscribed", {{"site", asked.origin}});
  co_return stored(*count > 0);
}

Response PushRoutes::stored(bool is_new) const {
  if (is_new && context_.on_events) context_.on_events();
  return Response{200, json_type, "{\"success\": true}", {}};
}

}  // namespace lifecycled
