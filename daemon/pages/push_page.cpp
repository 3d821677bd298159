#include "pages/push_page.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "pages/page_assets.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

constexpr std::size_t longest_endpoint = 1024;
// RFC 8291: an uncompressed point of P-256, and 16 bytes.
constexpr std::size_t key_bytes = 65, auth_bytes = 16;

struct PushChannel {
  std::string name, key;
};
// The first channel that reaches browsers and says its public key (RFC 8292).
std::optional<PushChannel> push_channel(const std::vector<ChannelSettings>& channels) {
  for (const ChannelSettings& channel : channels) {
    const auto option = channel.options.find("vapid_public_key");
    if (channel.reaches != "webpush" || option == channel.options.end()) continue;
    const auto* key = std::get_if<std::string>(&option->second.value);
    if (key && from_base64url(*key).value_or("").size() == key_bytes) return PushChannel{channel.name, *key};
  }
  return std::nullopt;
}

bool is_key(const std::optional<std::string>& text, std::size_t bytes) {
  return text && from_base64url(*text).value_or("").size() == bytes;
}

Response asset(std::string_view text) {
  Response response{200, script_type, std::string(text), {}};
  response.headers = {{"Cache-Control", "public, max-age=3600"}, {"X-Content-Type-Options", "nosniff"}};
  return response;
}

}  // namespace

std::optional<std::string> push_subscription(std::string_view json) {
  std::string mistake;
  const auto told = parse_json(json, mistake);
  if (!told) return std::nullopt;
  const auto endpoint = text_at(*told, "endpoint");
  const auto key = text_at(*told, "keys.p256dh"), auth = text_at(*told, "keys.auth");
  if (!endpoint || !endpoint->starts_with("https://") || endpoint->size() > longest_endpoint)
    return std::nullopt;
  const bool is_clean = std::ranges::all_of(*endpoint, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!is_clean || !is_key(key, key_bytes) || !is_key(auth, auth_bytes)) return std::nullopt;
  const boost::json::object keys{{"p256dh", *key}, {"auth", *auth}};
  return boost::json::serialize(boost::json::object{{"endpoint", *endpoint}, {"keys", keys}});
}

void PushPage::add_to(Router& router) {
  router.add(Method::Get, "/w/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/w/*", most_form_bytes,
             [this](Request request) { return subscribe(std::move(request)); });
  // At the root: a worker sees what lies below its own path.
  router.add(Method::Get, "/push-worker.js", 0,
             [](Request) -> boost::asio::awaitable<Response> { co_return asset(push_worker()); });
}

std::optional<ViewLink> PushPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(push_purpose, request.tail);
  return payload ? customer_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Response> PushPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return std::move(*visitor.instead);
  const auto channel = push_channel(visitor.configuration->channels);
  if (!channel) co_return visitor.page(200, "push_none", Visitor::with_sign(""));
  const Object facts{{"script", Value::safe(std::string(push_script()))}, {"key", channel->key}};
  co_return visitor.page(200, "push", facts);
}

boost::asio::awaitable<Response> PushPage::subscribe(Request request) {
  const auto link = link_of(request);
  if (!link) co_return problem_response(404, "this link does not work");
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return problem_response(visitor.instead->status, "this cannot be done now");
  const auto channel = push_channel(visitor.configuration->channels);
  const auto subscription = push_subscription(request.body);
  if (!channel || !subscription) co_return problem_response(400, "this is no subscription of a browser");
  visitor.speak("push");
  boost::json::object body;
  body["channel"] = channel->name;
  body["purpose"] = "marketing";
  body["webpush"] = *subscription;
  body["source"] = "web push page";
  body["text"] = visitor.configuration->pages.text("push.lead", visitor.reader);
  body["language"] = visitor.reader.language;
  body["ip"] = request.client.to_text();
  const Digest digest = sha256(*subscription);
  // The same browser at the same link is one yes.
  PageWord word{fmt::format("page:push:{}:{}", to_payload(*link), to_hex(bytes_of(digest).substr(0, 16))),
                "Consent Given", link->customer, link->delivery, boost::json::serialize(body)};
  std::function<bool(Database&)> write = [word = std::move(word), now = context_.clock.now()](
                                             Database& database) { return append(database, word, now); };
  const std::optional<bool> is_new = co_await keep(context_, std::move(write));
  if (!is_new) co_return problem_response(503, "this could not be stored at the moment");
  if (*is_new) {
    context_.log.info("page.push_subscribed", {{"customer", link->customer}});
    if (context_.on_events) context_.on_events();
  }
  co_return Response{200, json_type, "{\"success\": true}", {}};
}

}  // namespace lifecycled
