// Plugins and hosts of different ages. This file is built twice: into a program with today's host, and into
// one whose host was built against headers that have grown (IS_NEWER_HOST). Both load plugins of every age.
#include <fstream>
#include <iterator>

#include <boost/asio/post.hpp>

#include "channel/http_service.hpp"
#include "channel/loaded_channel.hpp"
#include "channel/plugin_info.hpp"
#include "channel_fixture.hpp"
#include "lifecycled/ext/report.h"

using namespace lifecycled;
using namespace lifecycled::tests;

// So that nobody builds the wrong program by a slip of an include path.
#ifdef IS_NEWER_HOST
static_assert(offsetof(lc_message, newer_text) > offsetof(lc_message, parts));
#else
static_assert(sizeof(lc_message) == offsetof(lc_message, parts) + sizeof(void*));
#endif

namespace {

class Provider final : public HttpService {
 public:
  explicit Provider(boost::asio::io_context& io) : io_(io) {}
  void send(HttpRequest request, Done done) override {
    boost::asio::post(io_, [this, request = std::move(request), done = std::move(done)] {
      CHECK(request.may_start());
      last = request;
      done({201, {{"x-id", "7"}}, "taken", std::chrono::milliseconds(51), ""});
    });
  }
  void close() override {}
  HttpRequest last;

 private:
  boost::asio::io_context& io_;
};

const OptionValues options{{"words", std::string("some words")},
                           {"number", std::int64_t{5}},
                           {"list", std::vector<std::string>{"one", "two"}}};

std::string named(const std::string& age) { return "aged_" + age; }

bool is_mapped(const std::filesystem::path& library) {
  std::ifstream maps("/proc/self/maps");
  const std::string all(std::istreambuf_iterator<char>(maps), {});
  return all.find(library.filename().string()) != all.npos;
}

OutboundMessage full_message() {
  OutboundMessage m;
  m.ticket = 1;
  m.idempotency_key = "key";
  m.message_id = "message";
  m.delivery_id = "delivery";
  m.kind = MessageKind::Transactional;
  m.deadline_unix_ms = 4102444800000;
  m.recipient = "recipient";
  m.sender = "sender";
  m.subject = "subject";
  m.text = "text";
  m.html = "html";
  m.language = "nl-BE";
  m.unsubscribe_url = "url";
  m.unsubscribe_mailto = "mailto";
  m.list_id = "list";
  m.feedback_id = "feedback";
  m.last_inbound_unix_ms = 1700000000000;
  m.extra_json = "{}";
  m.headers = {{"X-One", "1"}, {"X-Two", "2"}};
  m.parts = {{"one.txt", "text/plain", "cid", "body one"}, {"two.txt", "text/html", "", "body two"}};
  return m;
}

void submit(Channel& channel) {
  std::vector<OutboundMessage> one;
  one.push_back(full_message());
  channel.submit(std::move(one));
}

const std::string said_of_message =
    "some words 5 "
    "two|key|message|delivery|2|4102444800000|recipient|sender|subject|text|html|nl-BE|url|mailto|list|"
    "feedback|1700000000000|{}";

void check_message_and_result(Fixture& f, Outcome outcome) {
  REQUIRE(f.run_until_answered(1));
  const AttemptResult& result = f.seen.results.at(1);
  CHECK(result.outcome == outcome);
  CHECK(result.scope == Scope::Destination);
  CHECK(result.retry_after == std::chrono::milliseconds(21));
  CHECK(result.pace_key == "pace");
  CHECK(result.provider_message_id == "provider");
  CHECK(result.cost_micros == 22);
  CHECK(result.cost_currency == "EUR");
  for (const std::string& line :
       {said_of_message, std::string("header X-One=1"), std::string("header X-Two=2"),
        std::string("part one.txt|text/plain|cid|8|body one"),
        std::string("part two.txt|text/html||8|body two")}) {
    CAPTURE(line);
    CHECK(f.seen.has_line(line));
  }
}

void check_capabilities(const Capabilities& c) {
  CHECK(c.batch_size == 11);
  CHECK(c.in_flight == 12);
  CHECK(c.per_second == 13);
  CHECK(c.text_characters == 14);
  CHECK((c.html && c.subject && c.reports && c.deduplicates));
}

struct LoadedFixture : Fixture {
  Provider provider{io};
  void load(const std::string& plugin, OptionValues values, bool has_http = true) {
    channel = make_loaded_channel(
        io, {plugin_file(plugin), "", std::move(values), has_http ? &provider : nullptr}, seen);
    channel->start();
  }
  ~LoadedFixture() { channel.reset(); }
};

}  // namespace

TEST_CASE("messages, results and capabilities cross between plugins and hosts of every age") {
  for (const std::string age : {"old", "today", "newer"}) {
    CAPTURE(age);
    LoadedFixture f;
    f.load(named(age), options, false);
    REQUIRE(f.run_until_ready());
    check_capabilities(f.channel->capabilities());
    submit(*f.channel);
    check_message_and_result(f, Outcome::RateLimited);
    CHECK(f.seen.results.at(1).detail == "at once");
    f.stop();

    LoadedFixture refused;
    refused.load(named(age), {{"words", std::string("refuse")}});
    REQUIRE(refused.run_until([&] { return refused.channel->state() == ChannelState::Down; }));
    refused.run_until([&] { return refused.seen.reasons.size() >= 2; });
    CHECK(refused.seen.reasons.back() == "option \"words\": must not be \"refuse\"");
  }
}

TEST_CASE("HTTP requests, webhooks and reports cross between plugins and hosts of every age") {
  for (const std::string age : {"today", "newer"}) {
    CAPTURE(age);
    LoadedFixture f;
    f.load(named(age), options);
    REQUIRE(f.run_until_ready());
    submit(*f.channel);
    check_message_and_result(f, Outcome::Accepted);
    const HttpRequest& request = f.provider.last;
    CHECK(request.method == "PUT");
    CHECK(request.url == "https://example.org/aged");
    CHECK(request.headers == std::vector<std::pair<std::string, std::string>>{{"X-Name", "value"}});
    CHECK(request.body == "text");
    CHECK(request.timeout == std::chrono::milliseconds(31000));
    CHECK(request.response_limit == 32000);
    CHECK(f.seen.has_line("response 201|7|taken|51|"));

    std::optional<WebhookReply> reply;
    f.channel->receive_webhook(
        {"POST", "https://shop/url", "/path", "query", {{"name", "value"}}, "body", 61},
        [&](std::optional<WebhookReply> given) { reply = std::move(given); });
    REQUIRE(f.run_until([&] { return reply.has_value(); }));
    CHECK(reply->status == 202);
    CHECK(reply->content_type == "text/aged");
    CHECK(reply->body == "taken");
    CHECK(f.seen.has_line("request POST|https://shop/url|/path|query|name=value|body|4|61"));
    REQUIRE(f.seen.reports.size() == 2);
    const Receipt& report = f.seen.reports[0];
    CHECK(report.kind == ReceiptKind::Clicked);
    CHECK(report.provider_message_id + report.idempotency_key + report.address + report.event_id ==
          "providerkeyaddressevent");
    CHECK(report.at_unix_ms == 41);
    CHECK(report.code + report.detail + report.text + report.url == "codedetailtexturl");
    CHECK(report.cost_micros == 42);
    CHECK(report.cost_currency == "EUR");
    CHECK(f.seen.reports[1].kind == ReceiptKind::Replied);
    CHECK(f.seen.reports[1].address == "another");
    f.stop();
  }
}

TEST_CASE("plugins of every age are loaded and unloaded 50 times, and nothing of them stays") {
  for (const std::string plugin : {"aged_old", "aged_today", "aged_newer", "file", "lines", "printer"}) {
    CAPTURE(plugin);
    for (int round = 0; round < 50; ++round) {
      LoadedFixture f;
      OptionValues values = options;
      if (plugin == "file" || plugin == "lines") values = {{"folder", f.folder.path.string()}};
      if (plugin == "printer")
        values = {
            {"host", std::string("127.0.0.1")}, {"port", std::int64_t{1}}, {"timeout", std::int64_t{1}}};
      f.load(plugin, values);
      REQUIRE(f.run_until_ready());
      CHECK(is_mapped(plugin_file(plugin)));
      submit(*f.channel);
      REQUIRE(f.run_until_answered(1));
      f.stop();
      f.channel.reset();
      REQUIRE_FALSE(is_mapped(plugin_file(plugin)));
    }
  }
}

#ifndef IS_NEWER_HOST
TEST_CASE("today's lifecycled-plugin-host describes and holds plugins of every age") {
  for (const std::string age : {"old", "today", "newer"}) {
    CAPTURE(age);
    const auto described = describe_plugin(binary("bin/lifecycled-plugin-host"), plugin_file(named(age)));
    const auto* info = std::get_if<PluginInfo>(&described);
    REQUIRE(info != nullptr);
    REQUIRE(info->types.size() == 1);
    REQUIRE(info->types[0].options.size() == 3);
    CHECK(info->types[0].options[1].default_value == "5");
    CHECK(info->types[0].options[1].maximum == 9);

    Fixture f;
    OptionValues quiet = options;
    quiet["list"] = std::vector<std::string>{"quiet", "two"};
    f.open(f.settings(named(age), quiet));
    REQUIRE(f.run_until_ready());
    check_capabilities(f.channel->capabilities());
    submit(*f.channel);
    REQUIRE(f.run_until_answered(1));
    CHECK(f.seen.has_line(said_of_message));
    CHECK(f.seen.results.at(1).pace_key == "pace");
    f.stop();
  }
}
#endif
