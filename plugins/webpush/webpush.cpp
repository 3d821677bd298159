// Channel type "webpush": notifications in browsers by the browsers' own push services (RFC 8030, 8291,
// 8292).
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "answers.hpp"
#include "lifecycled/ext/http.hpp"
#include "notification.hpp"
#include "subscription.hpp"
#include "vapid.hpp"

namespace webpush {
namespace {

using namespace lifecycled::plugin;

constexpr std::uint32_t most_at_once = 64;

Vapid vapid_of(const Config& config) {
  const std::string contact = config.text("contact");
  const bool is_clean = contact.find_first_of(" \t\r\n\"\\<>") == contact.npos;
  if (!is_clean || (contact.rfind("mailto:", 0) != 0 && contact.rfind("https://", 0) != 0))
    throw ConfigError("contact", "must be \"mailto:\" and an address, or a page that begins with https://");
  std::unique_ptr<Vapid> vapid;
  try {
    vapid = std::make_unique<Vapid>(config.text("vapid_private_key"), contact);
  } catch (const std::invalid_argument& error) {
    throw ConfigError("vapid_private_key", error.what());
  }
  if (vapid->public_key_text() != config.text("vapid_public_key")) {
    throw ConfigError("vapid_public_key",
                      "does not belong to vapid_private_key, whose public key is " +
                          vapid->public_key_text() +
                          "; browsers that subscribed with another one cannot be reached");
  }
  return std::move(*vapid);
}

PushServices services_of(const Config& config) {
  try {
    return PushServices(config.list("push_services"));
  } catch (const std::invalid_argument& error) {
    throw ConfigError("push_services", error.what());
  }
}

std::int64_t now_seconds() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

class WebPush final : public Channel {
 public:
  WebPush(Host host, Config config)
      : http_(host),
        vapid_(vapid_of(config)),
        services_(services_of(config)),
        timeout_ms_(static_cast<uint32_t>(config.integer("timeout") * 1000)),
        host_(host),
        in_flight_(static_cast<uint32_t>(config.integer("in_flight"))),
        encrypter_([this] { work(); }) {}

  ~WebPush() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_ending_ = true;
    }
    wake_.notify_one();
    encrypter_.join();
    // The host closes its HTTP before it ends us, and answers nothing that the encrypter handed over since.
    for (auto& [request, waiting] : waiting_)
      waiting->ticket.complete(LC_TRANSIENT, "the channel is being closed");
  }

  void describe(lc_capabilities& c) const override {
    c.batch_size = most_at_once;
    c.in_flight = in_flight_;
    c.subject = true;
  }

  // An encryption takes 0.2 ms, and the caller is answered within 10 ms, on busy machines too: so that a
  // thread of its own has the work.
  void submit(std::vector<Message> messages) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (Message& message : messages) queue_.push_back(std::move(message));
    }
    wake_.notify_one();
  }

 private:
  // A notification that the host has been asked to send.
  struct Waiting {
    WebPush& channel;
    Ticket ticket;
    std::string host, endpoint;
  };

  // The encrypter's thread.
  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
      std::vector<Message> messages = std::move(queue_);
      queue_.clear();
      lock.unlock();
      for (Message& message : messages) {
        if (is_ending_) {
          message.ticket.complete(LC_TRANSIENT, "the channel is being closed");
        } else {
          try_to_send(message);
        }
      }
      lock.lock();
      if (is_ending_ && queue_.empty()) return;
    }
  }

  void try_to_send(Message& message) {
    try {
      send(message);
    } catch (const BadSubscription& error) {
      message.ticket.complete(LC_INVALID_ADDRESS, error.what());
    } catch (const std::logic_error& error) {  // TooLong, nothing to show
      message.ticket.complete(LC_REJECTED, error.what());
    } catch (const CryptoError& error) {
      message.ticket.complete(LC_TRANSIENT, error.what());
    } catch (const std::exception&) {  // no memory: the ticket, wherever it is by now, says so itself
    }
  }

  void send(Message& message) {
    Subscription subscription = read_subscription(message.fields->recipient);
    if (!services_.includes(subscription.host)) {
      message.ticket.complete(
          LC_REJECTED, (subscription.host +
                        " is no push service that this channel knows; if it is one, add it to push_services")
                           .c_str());
      return;
    }
    const Notification notification = notification_of(*message.fields);
    HttpRequest request;
    try {
      request.body = encrypt(curve_, subscription.receiver, notification.payload);
    } catch (const std::invalid_argument& error) {
      throw BadSubscription(error.what());
    }
    request.url = subscription.endpoint;
    request.timeout_ms = timeout_ms_;
    request.headers = {{"Content-Type", "application/octet-stream"},
                       {"Content-Encoding", "aes128gcm"},
                       {"TTL", notification.ttl},
                       {"Urgency", notification.urgency},
                       {"Authorization", vapid_.authorization(subscription.origin, now_seconds())}};
    if (!notification.topic.empty()) request.headers.emplace_back("Topic", notification.topic);
    request.tickets = {message.ticket.number()};
    auto waiting = std::make_unique<Waiting>(Waiting{
        *this, std::move(message.ticket), std::move(subscription.host), std::move(subscription.endpoint)});
    Waiting* const raw = waiting.get();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      waiting_.emplace(raw, std::move(waiting));
    }
    try {
      http_.send(request, &WebPush::answered, raw);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex_);
      waiting_.erase(raw);
      throw;
    }
  }

  // The channel's strand.
  static void answered(void* user, const lc_http_response* response) {
    WebPush& self = static_cast<Waiting*>(user)->channel;
    std::unique_ptr<Waiting> waiting;
    {
      const std::lock_guard<std::mutex> lock(self.mutex_);
      const auto found = self.waiting_.find(static_cast<Waiting*>(user));
      waiting = std::move(found->second);
      self.waiting_.erase(found);
    }
    try {
      self.answered(std::move(waiting->ticket), waiting->host, waiting->endpoint, HttpResponse(*response));
    } catch (const std::exception& error) {  // no memory: the ticket says so itself
      self.host_.log(Level::error, error.what());
    }
  }
  void answered(Ticket ticket, const std::string& host, const std::string& endpoint,
                const HttpResponse& response) {
    if (response.is_success()) accepting_.insert(host);
    const std::string why = why_of(response, endpoint);
    Result result = result_of(response, accepting_.count(host) > 0, why, host);
    // RFC 8030, 5: where the message lies at the service.
    const std::string id = response.header("location");
    if (result.outcome == LC_ACCEPTED) result.provider_message_id = id.c_str();
    ticket.complete(result);
  }

  const Http http_;
  Vapid vapid_;  // the encrypter's alone, and
  Curve curve_;
  const PushServices services_;
  const uint32_t timeout_ms_;
  const Host host_;
  const uint32_t in_flight_;
  std::set<std::string> accepting_;  // services that took something; bounded by what services_ lets pass
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Message> queue_;  // guarded by mutex_, as the two below
  std::atomic<bool> is_ending_{false};
  std::map<const Waiting*, std::unique_ptr<Waiting>> waiting_;
  std::thread encrypter_;  // last: it begins when all else is there
};

constexpr lc_option vapid_public_key =
    required(LC_OPTION_INIT("vapid_public_key", LC_TEXT, "",
                            "The key that browsers subscribe with, as `lifecycled keys vapid FILE` prints "
                            "it; pages give it to them."));
constexpr lc_option vapid_private_key =
    required(LC_OPTION_INIT("vapid_private_key", LC_SECRET, "",
                            "Signs for the shop; `lifecycled keys vapid FILE` makes it, once and for all."));
constexpr lc_option contact = required(LC_OPTION_INIT(
    "contact", LC_TEXT, "",
    "Where a push service can reach the shop: \"mailto:\" and an address, or a page by https."));
constexpr lc_option push_services =
    LC_OPTION_INIT("push_services", LC_TEXT_LIST, "",
                   "Hosts beside the push services of the known browsers, such as \"*.push.example.org\".");
// Not for sending: the daemon's own pages read it, as they do vapid_public_key.
constexpr lc_option sites =
    LC_OPTION_INIT("sites", LC_TEXT_LIST, "",
                   "Sites beside the shop's own whose pages may ask for notifications, such as "
                   "\"https://outlet.example\".");
constexpr lc_option in_flight = between(
    LC_OPTION_INIT("in_flight", LC_INTEGER, "64", "How many messages are on their way at once."), 1, 256);
constexpr lc_option timeout = between(
    LC_OPTION_INIT("timeout", LC_SECONDS, "20s", "How long a push service may take to answer."), 1, 300);
constexpr const lc_option* options[] = {
    &vapid_public_key, &vapid_private_key, &contact, &push_services, &sites, &in_flight, &timeout, nullptr};

constexpr lc_option title =
    LC_OPTION_INIT("title", LC_TEXT, "", "The notification's first line; the subject, if it is left out.");
constexpr lc_option body = LC_OPTION_INIT("body", LC_TEXT, "", "What it says; the text, if it is left out.");
constexpr lc_option url = LC_OPTION_INIT("url", LC_URL, "", "The page that a press opens.");
constexpr lc_option icon = LC_OPTION_INIT("icon", LC_URL, "", "A picture beside it, 192 by 192 pixels.");
constexpr lc_option topic = LC_OPTION_INIT(
    "topic", LC_TEXT, "", "A newer message of the same topic takes the place of one not seen yet.");
constexpr lc_option urgency = one_of(
    LC_OPTION_INIT("urgency", LC_TEXT, "normal",
                   "Whether it may wake a device that saves its battery; high is for what cannot wait."),
    "very-low|low|normal|high");
constexpr lc_option ttl = between(
    LC_OPTION_INIT("ttl", LC_SECONDS, "1d", "How long a push service keeps it for a device that is off."), 0,
    28 * 24 * 3600);
constexpr const lc_option* fields[] = {&title, &body, &url, &icon, &topic, &urgency, &ttl, nullptr};

constexpr lc_channel_type webpush_type = channel_type<WebPush>(
    "webpush", "webpush", "Notifications in browsers, by the browsers' own push services.", options, fields);
constexpr const lc_channel_type* channel_types[] = {&webpush_type, nullptr};

}  // namespace
}  // namespace webpush

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.webpush",  "Web push",
    "0.1.0",      "lifecycled", webpush::channel_types};
