#include "pages/short_links.hpp"

#include "journey/hit_rules.hpp"
#include "journey/reaction_desk.hpp"
#include "store/link_targets.hpp"

namespace lifecycled {
namespace {

// One transparent dot, the smallest GIF89a that every mail program shows.
constexpr std::string_view dot{
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x01\x00\x00\x00\x00\x2c\x00\x00"
    "\x00\x00"
    "\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b",
    43};

}  // namespace

void ShortLinks::add_to(Router& router) {
  router.add(Method::Get, "/l/*", 0, [this](Request request) { return follow(std::move(request)); });
  router.add(Method::Get, "/i/*", 0, [this](Request request) { return picture(std::move(request)); });
}

boost::asio::awaitable<Response> ShortLinks::follow(Request request) {
  const auto payload = context_.signer->verify_short(click_purpose, request.tail);
  const auto link = payload ? tracked_link(*payload) : std::nullopt;
  if (!link) co_return Visitor(context_, request).bad_link();
  std::optional<std::string> url;
  auto look = [hash = link->target](Database& database) { return LinkTargets(database).find(hash); };
  try {
    url = co_await context_.store.read(std::move(look));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
    co_return Visitor(context_, request).failure();
  }
  if (!url) co_return Visitor(context_, request).bad_link();
  const DeliveryId delivery = link->delivery;
  const TargetHash target = link->target;
  co_await note(std::move(request), delivery, target);
  Response response{302, {}, {}, {}};
  response.headers = {
      {"Location", std::move(*url)}, {"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};
  co_return response;
}

boost::asio::awaitable<Response> ShortLinks::picture(Request request) {
  const auto payload = context_.signer->verify_short(open_purpose, request.tail);
  const auto delivery = payload ? opened_delivery(*payload) : std::nullopt;
  if (!delivery) co_return Visitor(context_, request).bad_link();
  const DeliveryId id = *delivery;
  co_await note(std::move(request), id, opened_target);
  Response response{200, "image/gif", std::string(dot), {}};
  response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  co_return response;
}

// A store that fails costs a number, not the customer's way.
boost::asio::awaitable<void> ShortLinks::note(Request request, DeliveryId delivery, TargetHash target) {
  LinkHit hit{target, context_.clock.now(), false};
  const std::string_view purpose =
      request.has_header("sec-purpose") ? request.header("sec-purpose") : request.header("purpose");
  hit.is_machine = says_it_is_a_machine(
      {request.header("user-agent"), purpose, request.method == Method::Head, target == opened_target});
  auto write = [delivery, hit](Database& database) { return ReactionDesk::note(database, delivery, hit); };
  try {
    const bool is_noted = co_await context_.store.write(std::move(write));
    if (is_noted && context_.on_events) context_.on_events();
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
}

}  // namespace lifecycled
