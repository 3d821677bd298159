// plugin_api/examples/messenger against a provider that answers as it is told, and against requests that
// Facebook might have sent: these are signed here.
#include <functional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include "base/crypto.hpp"
#include "channel/http_service.hpp"
#include "channel/loaded_channel.hpp"
#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

namespace json = boost::json;

class FakeFacebook final : public HttpService {
 public:
  explicit FakeFacebook(boost::asio::io_context& io) : io_(io) {}
  void send(HttpRequest request, Done done) override {
    boost::asio::post(io_, [this, request = std::move(request), done = std::move(done)] {
      if (is_closed_) return;
      answer.status = request.may_start() ? answer.status : HttpResponse::not_sent;
      requests.push_back(request);
      done(answer);
    });
  }
  void close() override { is_closed_ = true; }

  HttpResponse answer;
  std::vector<HttpRequest> requests;

 private:
  boost::asio::io_context& io_;
  bool is_closed_ = false;
};

const OptionValues options{{"access_token", std::string("page-token")},
                           {"app_secret", std::string("app-secret")},
                           {"verify_token", std::string("typed by hand")},
                           {"base_url", std::string("https://graph.example.org/v1")}};

struct MessengerFixture : Fixture {
  FakeFacebook facebook{io};
  MessengerFixture() {
    channel = make_loaded_channel(io, {plugin_file("messenger"), "", options, &facebook}, seen);
    channel->start();
    REQUIRE(run_until_ready());
  }
  ~MessengerFixture() { channel.reset(); }  // before the provider that it may still ask

  AttemptResult send(int status, std::string body, const std::function<void(OutboundMessage&)>& change = {}) {
    facebook.answer = {};
    facebook.answer.status = status;
    facebook.answer.body = std::move(body);
    OutboundMessage m;
    m.ticket = ++last_ticket;
    m.recipient = "psid-1";
    m.text = "Thank you!";
    if (change) change(m);
    std::vector<OutboundMessage> one;
    one.push_back(std::move(m));
    channel->submit(std::move(one));
    REQUIRE(run_until([&] { return seen.results.count(last_ticket) == 1; }));
    return seen.results.at(last_ticket);
  }
  WebhookReply receive(WebhookRequest request) {
    std::optional<WebhookReply> reply;
    bool is_answered = false;
    channel->receive_webhook(std::move(request), [&](std::optional<WebhookReply> given) {
      reply = std::move(given);
      is_answered = true;
    });
    REQUIRE(run_until([&] { return is_answered; }));
    REQUIRE(reply.has_value());
    return *reply;
  }
  std::uint64_t last_ticket = 0;
};

std::string error(int code, int subcode = 0) {
  return R"({"error": {"message": "why", "type": "OAuthException", "code": )" + std::to_string(code) +
         (subcode == 0 ? "" : R"(, "error_subcode": )" + std::to_string(subcode)) + "}}";
}

WebhookRequest signed_by_facebook(const std::string& messaging, const std::string& secret = "app-secret") {
  WebhookRequest request;
  request.method = "POST";
  request.body =
      R"({"object": "page", "entry": [{"id": "page-1", "time": 1, "messaging": [)" + messaging + "]}]}";
  const Digest digest = hmac_sha256(secret, request.body);
  request.headers = {{"content-type", "application/json"},
                     {"x-hub-signature-256", "sha256=" + to_hex(bytes_of(digest))}};
  return request;
}

const std::string delivery =
    R"({"sender": {"id": "psid-1"}, "recipient": {"id": "page-1"}, "timestamp": 1458668856260,
        "delivery": {"mids": ["mid.1", "mid.2"], "watermark": 1458668856253}})";

}  // namespace

TEST_CASE("messenger: a message is one request to the Send API") {
  MessengerFixture f;
  const auto result = f.send(200, R"({"recipient_id": "psid-1", "message_id": "mid.7"})");
  CHECK(result.outcome == Outcome::Accepted);
  CHECK(result.provider_message_id == "mid.7");
  REQUIRE(f.facebook.requests.size() == 1);
  const HttpRequest& request = f.facebook.requests[0];
  CHECK(request.method == "POST");
  CHECK(request.url == "https://graph.example.org/v1/me/messages");
  CHECK(request.headers[0] == std::pair<std::string, std::string>("Authorization", "Bearer page-token"));
  CHECK(
      json::parse(request.body) ==
      json::parse(
          R"({"recipient": {"id": "psid-1"}, "message": {"text": "Thank you!"}, "messaging_type": "UPDATE"})"));
}

TEST_CASE("messenger: within 24 hours a message is an answer, later it needs a reason") {
  MessengerFixture f;
  const auto type_of_last = [&] {
    const auto body = json::parse(f.facebook.requests.back().body).as_object();
    return std::string(body.at("messaging_type").as_string()) + (body.contains("tag") ? " with tag" : "");
  };
  const auto tagged = [](OutboundMessage& m) { m.extra_json = R"({"tag": "POST_PURCHASE_UPDATE"})"; };
  f.send(200, R"({"message_id": "mid.1"})", tagged);
  CHECK(type_of_last() == "MESSAGE_TAG with tag");
  f.send(200, R"({"message_id": "mid.2"})", [&](OutboundMessage& m) {
    tagged(m);
    m.last_inbound_unix_ms = f.clock.now().time_since_epoch() / std::chrono::milliseconds(1) - 60'000;
  });
  CHECK(type_of_last() == "RESPONSE");
}

TEST_CASE("messenger: what Facebook answers decides what the daemon does next") {
  MessengerFixture f;
  const auto outcome = [&](int status, const std::string& body) { return f.send(status, body).outcome; };
  CHECK(outcome(400, error(190)) == Outcome::ChannelDown);
  CHECK(outcome(400, error(368)) == Outcome::ChannelDown);
  CHECK(outcome(403, error(10)) == Outcome::ChannelDown);
  CHECK(outcome(403, error(10, 2018278)) == Outcome::Rejected);
  CHECK(outcome(403, error(200, 1545041)) == Outcome::Rejected);
  CHECK(outcome(400, error(551)) == Outcome::Rejected);
  CHECK(outcome(400, error(100)) == Outcome::Rejected);
  CHECK(outcome(400, error(100, 2018001)) == Outcome::InvalidAddress);
  for (const int code : {4, 32, 613, 80006}) CHECK(outcome(400, error(code)) == Outcome::RateLimited);
  for (const int code : {1, 2, 1200}) CHECK(outcome(500, error(code)) == Outcome::Transient);
  CHECK(outcome(500, error(1, 1357046)) == Outcome::InDoubt);
  CHECK(outcome(400, error(424242)) == Outcome::Rejected);
  CHECK(outcome(500, "<html>") == Outcome::Transient);
  CHECK(outcome(429, "") == Outcome::RateLimited);
  CHECK(outcome(200, "<html>") == Outcome::InDoubt);
  CHECK(outcome(HttpResponse::answer_lost, "") == Outcome::InDoubt);
  CHECK(outcome(HttpResponse::not_sent, "") == Outcome::Transient);
  CHECK(f.send(400, error(613)).scope == Scope::Channel);
  CHECK(f.send(400, error(551)).scope == Scope::Message);
  CHECK(f.send(400, error(551)).detail == "why");
}

TEST_CASE("messenger: Facebook asks for its challenge, a stranger gets none") {
  MessengerFixture f;
  WebhookRequest request;
  request.method = "GET";
  request.query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=typed%20by%20hand";
  CHECK(f.receive(request).status == 200);
  CHECK(f.receive(request).body == "1158201444");
  request.query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=guessed";
  CHECK(f.receive(request).status == 403);
  CHECK(f.receive(request).body.empty());
  for (const std::string odd :
       {"", "hub.verify_token", "hub.verify_token=%", "hub.verify_token=%4", "&&=%zz"}) {
    request.query = odd;
    CHECK(f.receive(request).status == 403);
  }
}

TEST_CASE("messenger: what a signed request tells becomes reports, the same each time it comes") {
  MessengerFixture f;
  const auto request = signed_by_facebook(
      delivery +
      R"(, {"sender": {"id": "psid-1"}, "timestamp": 1458668856463, "read": {"watermark": 1458668856253}})"
      R"(, {"sender": {"id": "psid-1"}, "timestamp": 1458692752478, "message": {"mid": "mid.8", "text": "hi"}})"
      R"(, {"sender": {"id": "page-1"}, "timestamp": 1458692752479, "message": {"is_echo": true, "mid": "mid.9"}})"
      R"(, {"sender": {"id": "psid-2"}, "timestamp": 5, "optin": {"notification_messages_status": "STOP_NOTIFICATIONS"}})"
      R"(, {"recipient": {"id": "page-1"}, "timestamp": 6, "policy-enforcement": {"action": "block", "reason": "spam"}})"
      R"(, 17, {"message": "not an object"})");
  CHECK(f.receive(request).status == 200);
  REQUIRE(f.seen.reports.size() == 5);
  const auto& [first, second, read, reply, stop] =
      std::tie(f.seen.reports[0], f.seen.reports[1], f.seen.reports[2], f.seen.reports[3], f.seen.reports[4]);
  CHECK(first.kind == ReceiptKind::Delivered);
  CHECK(first.provider_message_id == "mid.1");
  CHECK(first.at_unix_ms == 1458668856253);
  CHECK(second.provider_message_id == "mid.2");
  CHECK(read.kind == ReceiptKind::Read);
  CHECK(read.address == "psid-1");
  CHECK(reply.kind == ReceiptKind::Replied);
  CHECK(reply.text == "hi");
  CHECK(reply.event_id == "mid.8");
  CHECK(stop.kind == ReceiptKind::Unsubscribed);
  CHECK(stop.address == "psid-2");
  CHECK(f.seen.has_line("Facebook: block: spam"));

  CHECK(f.receive(request).status == 200);
  REQUIRE(f.seen.reports.size() == 10);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK_FALSE(f.seen.reports[i].event_id.empty());
    CHECK(f.seen.reports[i].event_id == f.seen.reports[i + 5].event_id);
  }
}

TEST_CASE("messenger: whatever is not signed by Facebook is refused and reports nothing") {
  MessengerFixture f;
  auto request = signed_by_facebook(delivery, "another secret");
  CHECK(f.receive(request).status == 403);
  request = signed_by_facebook(delivery);
  request.body[40] ^= 1;
  CHECK(f.receive(request).status == 403);
  request = signed_by_facebook(delivery);
  request.headers.pop_back();
  CHECK(f.receive(request).status == 403);
  request = signed_by_facebook("}{");
  CHECK(f.receive(request).status == 400);
  CHECK(f.seen.reports.empty());
}

TEST_CASE("messenger: its webhook through the real child process") {
  Fixture f;
  f.open(f.settings("messenger", options));
  REQUIRE(f.run_until_ready());
  CHECK(f.channel->capabilities().receives_webhooks);
  std::vector<int> answers;
  std::size_t asked = 0;
  for (const auto& request : {signed_by_facebook(delivery), signed_by_facebook(delivery, "another secret")}) {
    f.channel->receive_webhook(request, [&](const std::optional<WebhookReply>& reply) {
      answers.push_back(reply ? reply->status : 0);
    });
    ++asked;
    REQUIRE(f.run_until([&] { return answers.size() == asked; }));
  }
  CHECK(answers == std::vector<int>{200, 403});
  REQUIRE(f.seen.reports.size() == 2);
  CHECK(f.seen.reports[0].provider_message_id == "mid.1");
  CHECK(f.seen.reports[1].event_id == "delivered:mid.2");
  f.stop();
}

TEST_CASE("messenger: reports that could not be stored are asked for again") {
  MessengerFixture f;
  f.seen.stores = false;
  CHECK(f.receive(signed_by_facebook(delivery)).status == 503);
}
