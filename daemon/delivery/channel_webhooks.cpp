#include "delivery/channel_webhooks.hpp"

#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/spawn.hpp"
#include "base/text.hpp"
#include "channel/return_frames.hpp"
#include "store/kept_webhooks.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

namespace asio = boost::asio;

// A request that ends the plugin's process so often is not handed to it again.
constexpr std::int64_t most_tries = 3;

// The channel's callback as something to await.
asio::awaitable<std::optional<WebhookReply>> replied(Channel& channel, WebhookRequest request) {
  const auto hand_over = [&channel](auto handler, WebhookRequest given) {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    channel.receive_webhook(std::move(given), [shared](std::optional<WebhookReply> reply) {
      std::move (*shared)(std::move(reply));
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(std::optional<WebhookReply>)>(
      hand_over, asio::use_awaitable, std::move(request));
}

WebhookReply come_again() { return {503, "text/plain", "try again later\n"}; }

}  // namespace

ChannelWebhooks::ChannelWebhooks(Store& store, const Clock& clock, std::string channel, Log log,
                                 std::function<Channel*()> ready_channel)
    : store_(store),
      clock_(clock),
      channel_(std::move(channel)),
      log_(std::move(log)),
      ready_channel_(std::move(ready_channel)) {}

void ChannelWebhooks::close() {
  ready_channel_ = [] { return nullptr; };
}

asio::awaitable<WebhookReply> ChannelWebhooks::receive(WebhookRequest request) {
  const auto self = shared_from_this();
  const Channel* ready = ready_channel_();
  if (ready != nullptr && !ready->capabilities().receives_webhooks) {
    WebhookReply none{404, "text/plain", "this channel takes no webhooks\n"};
    co_return none;
  }
  auto reply = co_await ask_plugin(request);
  if (reply) {
    note_refusal(request, *reply);
    // Some may be left from a time when the disk was full.
    if (reply->status < 500 && has_kept_) {
      const auto executor = co_await asio::this_coro::executor;
      spawn(executor, log_, "kept webhooks", hand_over_kept());
    }
    co_return std::move(*reply);
  }
  // A question, such as a handshake, needs the plugin's own answer.
  if (request.method != "POST") co_return come_again();
  const bool is_kept = co_await keep(request);
  if (!is_kept) co_return come_again();
  WebhookReply kept{200, "text/plain", "kept\n"};
  co_return kept;
}

// Somebody may be trying to make us believe things; or the shop has written down a wrong secret.
void ChannelWebhooks::note_refusal(const WebhookRequest& request, const WebhookReply& reply) {
  if (reply.status != 401 && reply.status != 403) return;
  if (!refusals_.lets_pass(clock_.steady_now())) return;
  log_.warning("webhook.refused", {{"status", reply.status},
                                   {"method", clean_line(request.method, 10)},
                                   {"path", clean_line(request.path, 100)},
                                   {"answer", clean_line(reply.body, 100)},
                                   {"not_told", refusals_.take_held_back()}});
}

asio::awaitable<std::optional<WebhookReply>> ChannelWebhooks::ask_plugin(WebhookRequest request) {
  Channel* channel = ready_channel_();
  if (channel == nullptr) co_return std::nullopt;
  auto reply = co_await replied(*channel, std::move(request));
  co_return reply;
}

asio::awaitable<bool> ChannelWebhooks::keep(const WebhookRequest& request) {
  auto add = [channel = channel_, body = frames::webhook_body(request), now = clock_.now()](
                 Database& database) { return KeptWebhooks(database).add(channel, body, now); };
  bool is_kept = false;
  try {
    is_kept = co_await store_.write(std::move(add));
  } catch (const std::runtime_error& error) {
    log_.error("webhook.store_failed", {{"reason", error.what()}});
  }
  has_kept_ = has_kept_ || is_kept;
  co_return is_kept;
}

asio::awaitable<void> ChannelWebhooks::hand_over_kept() {
  const auto self = shared_from_this();
  if (std::exchange(is_handing_over_, true)) co_return;
  std::size_t handed_over = 0;
  bool is_empty = false;
  try {
    while (ready_channel_() != nullptr) {
      // Counted before it is handed over, so that one which kills the plugin is known by it.
      auto take = [channel = channel_, now = clock_.now()](Database& database) {
        KeptWebhooks kept(database);
        auto next = kept.next(channel, 0);
        while (next && next->tries >= most_tries) {
          Quarantine(database).add(EventSource::Channel, "the channel's plugin failed on this webhook",
                                   next->request, now);
          kept.remove(channel, next->id);
          next = kept.next(channel, 0);
        }
        return next;
      };
      auto next = co_await store_.write(std::move(take));
      is_empty = !next;
      if (is_empty) break;
      auto webhook = frames::read_webhook(next->request);
      std::optional<WebhookReply> reply = WebhookReply{};
      if (webhook) {
        reply = co_await ask_plugin(webhook->request);
        // It was answered 200 when nobody could tell yet.
        if (reply) note_refusal(webhook->request, *reply);
      }
      // 5xx: what it told is not on disk. It stays for the next time that the channel is ready.
      if (!reply || reply->status == 503) break;
      auto remove = [channel = channel_, id = next->id](Database& database) {
        KeptWebhooks(database).remove(channel, id);
      };
      co_await store_.write(std::move(remove));
      ++handed_over;
    }
  } catch (const std::runtime_error& error) {
    log_.error("webhook.store_failed", {{"reason", error.what()}});
  }
  is_handing_over_ = false;
  has_kept_ = !is_empty;
  if (handed_over > 0) log_.info("webhook.handed_over", {{"count", handed_over}});
}

}  // namespace lifecycled
