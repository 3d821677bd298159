#include "smtp_pool.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <doctest/doctest.h>

#include "scripted_relay.hpp"

using namespace email;
using email::testing::ScriptedRelay;

namespace {

Relay relay_at(int port, const std::string& user = "", const std::string& password = "") {
  return {"127.0.0.1", port, Tls::Off, user, password, user.empty() ? "" : "PLAIN"};
}

// The daemon's side: hands mails to a pool and waits for their outcomes.
class Sender {
 public:
  explicit Sender(int port, int connections = 1) : Sender({relay_at(port)}, connections) {}
  explicit Sender(std::vector<Relay> relays, int connections = 1) {
    current_ = this;
    table_.log = [](const lc_host*, int32_t, const char*) {};
    table_.extension = [](const lc_host*, const char*) -> const void* { return nullptr; };
    table_.complete = [](const lc_host*, uint64_t, const lc_result* result) { current_->take(*result); };
    Settings settings;
    settings.relays = std::move(relays);
    settings.sender = "Shop <shop@example.org>";
    settings.helo_name = "shop.example";
    settings.connections = connections;
    pool_ = std::make_unique<SmtpPool>(settings, lifecycled::plugin::Host(&table_));
  }
  void send(int count, const char* recipient = "anna@example.net") {
    static constexpr const char* no_headers[] = {nullptr};
    static constexpr const lc_part* no_parts[] = {nullptr};
    lc_message m{};
    m.struct_size = sizeof m;
    m.idempotency_key = "k1";
    m.message_id = m.delivery_id = m.sender = m.language = m.extra_json = m.html = "";
    m.unsubscribe_url = m.unsubscribe_mailto = m.list_id = m.feedback_id = "";
    m.recipient = recipient;
    m.subject = m.text = "Hello";
    m.headers = no_headers;
    m.parts = no_parts;
    std::vector<lifecycled::plugin::Message> messages;
    for (int i = 0; i < count; ++i) {
      m.ticket = ++tickets_;
      messages.push_back({&m, lifecycled::plugin::Ticket(&table_, m.ticket)});
    }
    // The fields must live until all are told.
    pool_->submit(std::move(messages));
    std::unique_lock lock(mutex_);
    CHECK(told_.wait_for(lock, std::chrono::seconds(30), [&] { return answers_ == tickets_; }));
  }
  int outcomes(lc_outcome which) {
    const std::scoped_lock lock(mutex_);
    return counts_[which];
  }
  std::string detail() {
    const std::scoped_lock lock(mutex_);
    return detail_;
  }

 private:
  void take(const lc_result& result) {
    const std::scoped_lock lock(mutex_);
    ++counts_[result.outcome];
    detail_ = result.detail;
    ++answers_;
    told_.notify_all();
  }

  inline static Sender* current_ = nullptr;
  lc_host table_{};
  std::mutex mutex_;
  std::condition_variable told_;
  std::map<int32_t, int> counts_;
  std::string detail_;
  uint64_t tickets_ = 0, answers_ = 0;
  std::unique_ptr<SmtpPool> pool_;
};

// What a relay says at `verb` when a connection has brought two mails.
ScriptedRelay::Script after_two(const std::string& verb, const std::string& words) {
  return [=](const std::string& said, int, int mails) { return said == verb && mails >= 2 ? words : ""; };
}

}  // namespace

TEST_CASE("a relay that ends a used connection gets the mail at once on a new one") {
  for (const auto& [verb, words] : {std::pair{"MAIL", "CUT421 4.7.0 too many messages in this session"},
                                    {"MAIL", "452 4.5.3 too many messages in this session"},
                                    {"MAIL", "CUT"},
                                    {"RCPT", "CUT421 4.4.2 idle for too long"}}) {
    CAPTURE(verb);
    CAPTURE(words);
    ScriptedRelay relay(after_two(verb, words));
    Sender sender(relay.port());
    sender.send(7);
    CHECK(sender.outcomes(LC_ACCEPTED) == 7);
    CHECK(relay.connections() == 4);
    CHECK(relay.mails() == 7);
  }
}

TEST_CASE("a connection that the relay has ended with a word while it was idle is no failure") {
  ScriptedRelay relay([](const std::string&, int, int) { return ""; });
  Sender sender(relay.port());
  sender.send(1);
  relay.dismiss("421 4.4.2 idle timeout");
  sender.send(1);
  CHECK(sender.outcomes(LC_ACCEPTED) == 2);
}

TEST_CASE("what a relay says to a first mail stands, and so does a refusal") {
  for (const char* words : {"421 4.7.0 not now", "451 4.3.0 not now"}) {
    ScriptedRelay relay([&](const std::string& verb, int, int) { return verb == "MAIL" ? words : ""; });
    Sender sender(relay.port());
    sender.send(1);
    CHECK(sender.outcomes(LC_TRANSIENT) == 1);
    CHECK(relay.connections() == 1);
  }
  ScriptedRelay relay(after_two("MAIL", "550 5.7.1 no"));
  Sender sender(relay.port());
  sender.send(3);
  CHECK(sender.outcomes(LC_ACCEPTED) == 2);
  CHECK(relay.connections() == 1);
}

TEST_CASE("a relay that allows fewer connections gets fewer, and every mail") {
  ScriptedRelay relay([](const std::string& verb, int connection, int) {
    return verb == "CONNECT" && connection > 1 ? "CUT421 4.7.0 too many connections from you" : "";
  });
  Sender sender(relay.port(), 4);
  sender.send(20);
  CHECK(sender.outcomes(LC_ACCEPTED) == 20);
  CHECK(relay.mails() == 20);
  CHECK(relay.connections() <= 4);
  sender.send(20);
  CHECK(sender.outcomes(LC_ACCEPTED) == 40);
  CHECK(relay.connections() <= 4);
}

TEST_CASE("a relay that lets nobody in is not there") {
  ScriptedRelay relay(
      [](const std::string& verb, int, int) { return verb == "CONNECT" ? "CUT421 4.3.2 busy" : ""; });
  Sender sender(relay.port(), 4);
  sender.send(8);
  CHECK(sender.outcomes(LC_TRANSIENT) == 8);
}

TEST_CASE("letters beyond ASCII before the @ never reach a relay that does not offer them") {
  ScriptedRelay relay([](const std::string&, int, int) { return ""; });
  {
    Sender sender(relay.port());
    sender.send(1);
    sender.send(1, "jürgen@example.org");
    CHECK(sender.outcomes(LC_REJECTED) == 1);
    CHECK(sender.detail().find("SMTPUTF8") != std::string::npos);
    sender.send(1);
    CHECK(sender.outcomes(LC_ACCEPTED) == 2);
  }
  CHECK(relay.transcript().find("jürgen") == std::string::npos);
  ScriptedRelay knows(
      [](const std::string& verb, int, int) { return verb == "EHLO" ? "250-relay\r\n250 SMTPUTF8" : ""; });
  Sender sender(knows.port());
  sender.send(2, "jürgen@example.org");
  CHECK(sender.outcomes(LC_ACCEPTED) == 2);
  CHECK(knows.transcript().find("MAIL FROM:<shop@example.org> SMTPUTF8") != std::string::npos);
  CHECK(knows.connections() == 1);
}

TEST_CASE("a second provider is greeted with its own login") {
  ScriptedRelay first(
      [](const std::string& verb, int, int) { return verb == "CONNECT" ? "CUT421 busy" : ""; });
  ScriptedRelay second([](const std::string& verb, int, int) {
    return verb == "EHLO"   ? "250-relay\r\n250 AUTH PLAIN"
           : verb == "AUTH" ? "334 "
           : verb == "AHR3" ? "235 2.7.0 ok"
                            : "";
  });
  Sender sender({relay_at(first.port(), "one", "its"), relay_at(second.port(), "two", "other")});
  sender.send(1);
  CHECK(sender.outcomes(LC_ACCEPTED) == 1);
  // "\0two\0other" in base64
  CHECK(second.transcript().find("AHR3bwBvdGhlcg==") != std::string::npos);
}
