// A provider's way back through the child process: webhooks, what they report, and what happens when the
// child or the store fails meanwhile.
#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

struct Way : Fixture {
  Way() {
    open(settings("echo_provider", {{"secret", std::string("s3cret")}}));
    REQUIRE(run_until_ready());
  }
  std::optional<WebhookReply> ask(const std::string& body, const std::string& signature = "s3cret",
                                  const std::string& method = "POST") {
    WebhookRequest request;
    request.method = method;
    request.query = "hub.challenge=77";
    request.headers = {{"x-signature", signature}};
    request.body = body;
    request.received_unix_ms = 1;
    bool is_answered = false;
    std::optional<WebhookReply> reply;
    channel->receive_webhook(std::move(request), [&](std::optional<WebhookReply> given) {
      reply = std::move(given);
      is_answered = true;
    });
    CHECK(!is_answered);  // never from inside the call
    REQUIRE(run_until([&] { return is_answered; }));
    return reply;
  }
};

}  // namespace

TEST_CASE("a webhook's reports arrive before its answer leaves") {
  Way way;
  CHECK(way.channel->capabilities().receives_webhooks);
  const auto reply = way.ask("2 p1 - \n12 - anna@example.org When do you open?\n");
  REQUIRE(reply);
  CHECK(reply->status == 200);
  CHECK(reply->body == "2 heard");
  REQUIRE(way.seen.reports.size() == 2);
  CHECK(way.seen.reports[0].kind == ReceiptKind::Delivered);
  CHECK(way.seen.reports[0].provider_message_id == "p1");
  CHECK(way.seen.reports[0].at_unix_ms > 0);
  CHECK(way.seen.reports[1].text == "When do you open?");
  CHECK(way.ask("", "", "GET")->body == "hub.challenge=77");
}

TEST_CASE("what is not stored is answered 503 in the plugin's place") {
  Way way;
  way.seen.stores = false;
  CHECK(way.ask("2 p1 - \n")->status == 503);
  // A wrong signature reports nothing, so it is the plugin's own answer.
  CHECK(way.ask("2 p1 - \n", "wrong")->status == 401);
  CHECK(way.seen.reports.size() == 1);
}

TEST_CASE("reports that make no sense are left out with a word, the others count") {
  Way way;
  const auto reply = way.ask("99 p1 - \n2 - - \n3 p1 - \n");
  CHECK(reply->status == 200);
  REQUIRE(way.seen.reports.size() == 1);
  CHECK(way.seen.reports[0].kind == ReceiptKind::Read);
  CHECK(way.run_until([&] { return way.seen.has_line("unknown kind, 99"); }));
  CHECK(way.run_until([&] { return way.seen.has_line("concerns no message and no address"); }));
}

TEST_CASE("a large webhook crosses in several batches, and is answered once") {
  Way way;
  std::string body;
  for (int i = 0; i < 2345; ++i) body += "2 p" + std::to_string(i) + " - \n";
  CHECK(way.ask(body)->body == "2345 heard");
  CHECK(way.seen.reports.size() == 2345);
  CHECK(way.seen.reports[2344].provider_message_id == "p2344");
}

TEST_CASE("an exception in receive() is a 500, a crash is no answer, and the channel comes back") {
  Way way;
  CHECK(way.ask("throw")->status == 500);
  CHECK(way.run_until([&] { return way.seen.has_line("thrown in receive"); }));
  CHECK(!way.ask("crash"));
  // Down: at once, not after a time-out.
  CHECK(!way.ask("2 p1 - \n"));
  REQUIRE(way.run_until_ready());
  CHECK(way.ask("2 p1 - \n")->status == 200);
}
