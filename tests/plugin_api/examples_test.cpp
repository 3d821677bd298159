// The examples of plugin_api/examples through the real child process: C, C++ and Rust send by the same
// tables. messenger_test.cpp has the one with HTTP and a webhook.
#include <fstream>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "channel_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

namespace asio = boost::asio;

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// A printer on the test's own thread: takes cards one after the other, as many as `cards`.
class FakePrinter {
 public:
  enum class Manner { Prints, HangsUpAtOnce };
  FakePrinter(asio::io_context& io, Manner manner)
      : acceptor_(io, {asio::ip::address_v4::loopback(), 0}), card_(io), manner_(manner) {
    accept();
  }
  std::int64_t port() const { return acceptor_.local_endpoint().port(); }
  std::vector<std::string> cards;

 private:
  void accept() {
    acceptor_.async_accept(card_, [this](boost::system::error_code error) {
      if (error) return;
      cards.emplace_back();
      if (manner_ == Manner::Prints) return read();
      card_.set_option(asio::socket_base::linger(true, 0));  // a reset
      card_.close();
      accept();
    });
  }
  void read() {
    card_.async_read_some(asio::buffer(bytes_), [this](boost::system::error_code error, std::size_t n) {
      cards.back().append(bytes_, n);
      if (!error) return read();
      card_.close();
      accept();
    });
  }

  asio::ip::tcp::acceptor acceptor_;
  asio::ip::tcp::socket card_;
  Manner manner_;
  char bytes_[4096];
};

OptionValues printer_at(std::int64_t port) {
  return {{"host", std::string("127.0.0.1")}, {"port", port}, {"timeout", std::int64_t{5}}};
}

}  // namespace

TEST_CASE("lines: a plugin in C appends each message once") {
  Fixture f;
  TemporaryFolder out;
  f.open(f.settings("lines", {{"folder", out.path.string()}}));
  REQUIRE(f.run_until_ready());
  for (std::uint64_t t = 1; t <= 1000; ++t) f.submit(t, "anna@example.org");
  REQUIRE(f.run_until_answered(1000));
  f.stop();
  for (const auto& [ticket, result] : f.seen.results) CHECK(result.outcome == Outcome::Delivered);
  const auto lines = lines_of(out.path / "messages.txt");
  REQUIRE(lines.size() == 1000);
  CHECK(lines.front() == "key-1\tanna@example.org\tHello, how are you? ");
  CHECK(lines.back() == "key-1000\tanna@example.org\tHello, how are you? ");
}

TEST_CASE("lines: a plugin in C refuses its options by name") {
  Fixture f;
  TemporaryFolder out;
  std::ofstream(out.path / "file");
  f.open(f.settings("lines", {{"folder", (out.path / "file").string()}}));
  REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
  CHECK(f.seen.reasons.back().find("folder") != std::string::npos);
  CHECK(f.seen.reasons.back().find("Not a directory") != std::string::npos);
}

TEST_CASE("printer: a plugin in C++ prints each message, one after the other") {
  Fixture f;
  FakePrinter printer(f.io, FakePrinter::Manner::Prints);
  f.open(f.settings("printer", printer_at(printer.port())));
  REQUIRE(f.run_until_ready());
  CHECK(f.channel->capabilities().in_flight == 64);
  for (std::uint64_t t = 1; t <= 50; ++t) f.submit(t, "parcel-" + std::to_string(t));
  REQUIRE(f.run_until_answered(50));
  for (const auto& [ticket, result] : f.seen.results) CHECK(result.outcome == Outcome::Delivered);
  CHECK(printer.cards == std::vector<std::string>(50, "Hello, how are you?\n\f"));
  f.stop();
}

TEST_CASE("printer: a connection that breaks is in doubt, one that was never made is not") {
  Fixture f;
  FakePrinter printer(f.io, FakePrinter::Manner::HangsUpAtOnce);
  f.open(f.settings("printer", printer_at(printer.port())));
  REQUIRE(f.run_until_ready());
  f.submit(1, "parcel-1");
  REQUIRE(f.run_until_answered(1));
  CHECK(f.seen.results.at(1).outcome == Outcome::InDoubt);

  Fixture nobody;
  nobody.open(nobody.settings("printer", printer_at(1)));
  REQUIRE(nobody.run_until_ready());
  nobody.submit(1, "parcel-1");
  REQUIRE(nobody.run_until_answered(1));
  CHECK(nobody.seen.results.at(1).outcome == Outcome::Transient);
  CHECK(nobody.seen.results.at(1).scope == Scope::Channel);
  CHECK(nobody.seen.results.at(1).detail == "Connection refused");
  CHECK_FALSE(nobody.seen.has_line("without saying before"));
}

TEST_CASE("outbox: a plugin in Rust writes each message once") {
  if (!std::filesystem::exists(plugin_file("outbox"))) {
    MESSAGE("skipped: outbox: there was no rustc when this was built");
    return;
  }
  Fixture f;
  TemporaryFolder out;
  f.open(f.settings("outbox", {{"folder", out.path.string()}}));
  REQUIRE(f.run_until_ready());
  CHECK(f.channel->capabilities().deduplicates);
  for (std::uint64_t t = 1; t <= 500; ++t) f.submit(t, "anna\"@example.org");
  REQUIRE(f.run_until_answered(500));
  f.submit(501, "anna\"@example.org");
  REQUIRE(f.run_until_answered(501));
  f.stop();
  for (const auto& [ticket, result] : f.seen.results) CHECK(result.outcome == Outcome::Delivered);
  for (const auto& [ticket, times] : f.seen.answers) CHECK(times == 1);
  CHECK(lines_of(out.path / "key-7.json") ==
        std::vector<std::string>{
            R"({"to": "anna\"@example.org", "subject": "Hello", "text": "Hello, how are you?\n"})"});
  CHECK(lines_of(out.path / "key-501.json").size() == 1);

  Fixture refused;
  refused.open(refused.settings("outbox", {{"folder", std::string("/dev/null/nowhere")}}));
  REQUIRE(refused.run_until([&] { return refused.channel->state() == ChannelState::Down; }));
  CHECK(refused.seen.reasons.back().find("option \"folder\": ") != std::string::npos);
}
