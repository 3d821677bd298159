#include "channel/frames.hpp"

#include <random>

#include <doctest/doctest.h>

#include "channel/message_batch.hpp"

using namespace lifecycled;

namespace {

std::vector<std::pair<frames::Kind, std::string>> split(std::string_view bytes, std::size_t step) {
  frames::Splitter splitter;
  std::vector<std::pair<frames::Kind, std::string>> found;
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, step);
    const auto room = splitter.room(piece.size());
    std::copy(piece.begin(), piece.end(), room.begin());
    splitter.came(piece.size());
    bytes.remove_prefix(piece.size());
    while (const auto frame = splitter.next()) found.emplace_back(frame->kind, frame->body);
  }
  return found;
}

OutboundMessage sample(std::uint64_t ticket) {
  OutboundMessage m;
  m.ticket = ticket;
  m.idempotency_key = "key-" + std::to_string(ticket);
  m.recipient = "anna@example.org";
  m.text = std::string(3000, 'x');
  m.headers = {{"X-One", "1"}, {"X-Two", "2"}};
  m.parts = {{"a.png", "image/png", "cid1", std::string("\0\1\2", 3)}};
  return m;
}

}  // namespace

TEST_CASE("frames survive any way of cutting the stream") {
  std::string out;
  frames::append_hello(out, {0, 1, "org.example", "1.0", "landlock"});
  frames::append_number(out, frames::Kind::Ping, 7);
  frames::append_empty(out, frames::Kind::Stop);
  for (const std::size_t step : {1u, 3u, 1000u}) {
    const auto found = split(out, step);
    REQUIRE(found.size() == 3);
    CHECK(frames::read_hello(found[0].second)->plugin_id == "org.example");
    CHECK(frames::read_hello(found[0].second)->fence == "landlock");
    CHECK(frames::read_number(found[1].second) == 7);
    CHECK(found[2].first == frames::Kind::Stop);
  }
}

TEST_CASE("messages arrive as the plugin will read them, in frames of a convenient size") {
  std::vector<OutboundMessage> messages;
  for (std::uint64_t t = 1; t <= 100; ++t) messages.push_back(sample(t));
  std::string out;
  CHECK(frames::append_submit(out, messages).empty());
  std::uint64_t expected = 1;
  for (const auto& [kind, body] : split(out, 5000)) {
    CHECK(kind == frames::Kind::Submit);
    CHECK(body.size() < 2 * frames::convenient);
    const auto batch = MessageBatch::from_frame(body);
    REQUIRE(batch);
    for (const lc_message* m : batch->pointers()) {
      CHECK(m->ticket == expected);
      CHECK(std::string(m->idempotency_key) == "key-" + std::to_string(expected));
      CHECK(std::string(m->subject).empty());
      CHECK(std::string(m->headers[3]) == "2");
      CHECK(m->headers[4] == nullptr);
      CHECK(m->parts[0]->body_size == 3);
      CHECK(m->parts[1] == nullptr);
      ++expected;
    }
  }
  CHECK(expected == 101);
}

TEST_CASE("a message larger than any frame is named, the others go") {
  std::vector<OutboundMessage> messages{sample(1), sample(2), sample(3)};
  messages[1].html = std::string(frames::largest, 'h');
  std::string out;
  CHECK(frames::append_submit(out, messages) == std::vector<std::size_t>{1});
  CHECK(split(out, 100000).size() == 1);
  std::string only;
  CHECK(frames::append_submit(only, std::span(messages).subspan(1, 1)).size() == 1);
  CHECK(only.empty());
}

TEST_CASE("options of every type cross, and what the shop allows") {
  frames::Configure configure{"email",
                              {{"host", std::string("relay")},
                               {"port", std::int64_t{25}},
                               {"fast", true},
                               {"list", std::vector<std::string>{"a", "b"}}},
                              {true, false, "/var/lib/lifecycled", "http://proxy.example.org:3128"}};
  std::string out;
  frames::append_configure(out, configure);
  const auto read = frames::read_configure(split(out, 7).at(0).second);
  REQUIRE(read);
  CHECK(read->options == configure.options);
  CHECK(read->rules == configure.rules);
}

TEST_CASE("completions: a stranger's texts are cut to a clean line, an unknown outcome is in doubt") {
  std::string out;
  const auto begun = frames::begin_completions(out);
  frames::add_completion(
      out, {1, {Outcome::Accepted, Scope::Message, "example.org", {}, "id", "ok\r\nX: y", 0, ""}});
  AttemptResult odd;
  odd.outcome = static_cast<Outcome>(99);
  odd.scope = static_cast<Scope>(-5);
  odd.retry_after = std::chrono::hours(1000);
  odd.detail = std::string(10000, '\xff');
  odd.was_handed_over = false;
  frames::add_completion(out, {2, odd});
  frames::end_completions(out, begun);
  const auto read = frames::read_completions(split(out, 50).at(0).second);
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[0].result.detail == "ok  X: y");
  CHECK((*read)[0].result.pace_key == "example.org");
  CHECK((*read)[0].result.was_handed_over);
  CHECK_FALSE((*read)[1].result.was_handed_over);
  CHECK((*read)[1].result.outcome == Outcome::InDoubt);
  CHECK((*read)[1].result.scope == Scope::Message);
  CHECK((*read)[1].result.retry_after == std::chrono::hours(24));
}

TEST_CASE("garbage is refused, whatever it is") {
  frames::Splitter splitter;
  const auto room = splitter.room(8);
  std::fill(room.begin(), room.begin() + 8, '\xff');
  splitter.came(8);
  CHECK(!splitter.next());
  CHECK(splitter.is_garbage());

  std::string whole;
  frames::append_hello(whole, {0, 1, "org.example", "1.0", ""});
  frames::append_submit(whole, std::vector{sample(1)});
  frames::append_configure(whole, {"t", {{"k", std::vector<std::string>{"a", "b"}}}, {}});
  const auto bodies = split(whole, 100000);
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::string body = bodies[random() % bodies.size()].second;
    if (random() % 2) body.resize(random() % (body.size() + 1));
    for (auto left = random() % 8; left > 0 && !body.empty(); --left) {
      body[random() % body.size()] = static_cast<char>(random());
    }
    frames::read_hello(body);
    frames::read_configure(body);
    frames::read_ready(body);
    frames::read_refused(body);
    frames::read_log(body);
    frames::read_completions(body);
    MessageBatch::from_frame(body);
  }
}
