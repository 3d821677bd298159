// What comes back to the e-mail plugin, through the real child process: the listener that says 250 when a
// report is stored and not before, and the Maildir.
#include <fstream>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "email_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

constexpr const char* key = "0199d0a1b2c3d4e5f60718293a4b5c6d";

std::string corpus(const std::string& name) {
  std::ifstream file(LIFECYCLED_SOURCE_DIR "/plugins/email/reports/corpus/" + name + ".eml",
                     std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

struct ReportFixture : EmailFixture {
  int port = free_port();

  void open_reports(OptionValues more = {}) {
    more.emplace("report_listen", "127.0.0.1:" + std::to_string(port));
    more.emplace("envelope_sender", std::string("bounces@shop.example"));
    more.emplace("sender", std::string("Shop <shop@shop.example>"));
    open_email(1, std::move(more));
    REQUIRE(run_until([&] { return seen.has_line("listens for bounces"); }));
  }
  // What the other side hears when it says these lines, the channel going on meanwhile.
  std::string talk(const std::string& lines) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::send(socket, lines.data(), lines.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(lines.size()));
    std::string heard;
    CHECK(run_until([&] {
      char bytes[4096];
      const ssize_t n = ::recv(socket, bytes, sizeof bytes, MSG_DONTWAIT);
      if (n > 0) heard.append(bytes, static_cast<std::size_t>(n));
      return n == 0;
    }));
    ::close(socket);
    return heard;
  }
  std::string deliver(const std::string& mail,
                      const std::string& recipients = "RCPT TO:<bounces@shop.example>\r\n",
                      const std::string& greeting = "EHLO mail.example") {
    std::string text;
    for (const char c : mail) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return talk(greeting + "\r\nMAIL FROM:<>\r\n" + recipients + "DATA\r\n" + text + "\r\n.\r\nQUIT\r\n");
  }
};

}  // namespace

TEST_CASE("a bounce is answered 250 when it is stored, and 451 when it cannot be") {
  ReportFixture f;
  f.open_reports();
  f.seen.stores = false;
  CHECK(f.deliver(corpus("postfix_unknown")).find("\r\n451 4.3.0 ") != std::string::npos);
  f.seen.stores = true;
  f.seen.reports.clear();
  CHECK(f.deliver(corpus("postfix_unknown")).find("\r\n250 2.0.0 stored\r\n") != std::string::npos);
  REQUIRE(f.seen.reports.size() == 1);
  const Receipt receipt = f.seen.reports[0];
  CHECK(receipt.kind == ReceiptKind::BouncedHard);
  CHECK(receipt.idempotency_key == key);
  CHECK(receipt.provider_message_id == std::string(key) + "@shop.example");
  CHECK(receipt.code == "5.1.1");
  CHECK(receipt.detail.find("User unknown") != std::string::npos);
  CHECK(receipt.detail.find('@') == std::string::npos);
  // The same report again is the same event.
  f.deliver(corpus("postfix_unknown"));
  REQUIRE(f.seen.reports.size() == 2);
  CHECK(f.seen.reports[1].event_id == receipt.event_id);
}

TEST_CASE("each sort of report is what it is, and what is none concerns nobody") {
  ReportFixture f;
  f.open_reports({{"unsubscribe_address", std::string("leave@shop.example")}});
  const auto kind_of = [&](const std::string& name) {
    f.seen.reports.clear();
    CHECK(f.deliver(corpus(name)).find("\r\n250 2.0.0 stored\r\n") != std::string::npos);
    return f.seen.reports.empty() ? "" : std::string(to_text(f.seen.reports[0].kind));
  };
  CHECK(kind_of("quota") == "bounced_soft");
  CHECK(kind_of("two_of_a_list") == "bounced_soft");
  CHECK(kind_of("complaint") == "complained");
  // Anybody may write such a mail: it is of the message that it gives back, and no address is believed.
  CHECK(f.seen.reports[0].address.empty());
  CHECK(f.seen.reports[0].idempotency_key == "0199d0a1b2c3d4e5f60718293a4b5c73");
  CHECK(kind_of("unsubscribe") == "unsubscribed");
  CHECK(f.seen.reports[0].idempotency_key == "0199d0a1b2c3d4e5f60718293a4b5c74");
  for (const char* name : {"holiday", "gone_colleague", "letter", "delayed", "read_receipt", "not_spam"}) {
    CAPTURE(name);
    CHECK(kind_of(name).empty());
  }
  // Whoever does not know the address with the key unsubscribes nobody.
  std::string forged = corpus("unsubscribe");
  forged.replace(forged.find("leave+"), 39, "leave");
  CHECK(f.deliver(forged).find("\r\n250 ") != std::string::npos);
  CHECK(kind_of("letter").empty());
}

TEST_CASE("a feedback loop that the shop knows is believed whom it complains for") {
  ReportFixture f;
  f.open_reports({{"feedback_loops", std::vector<std::string>{"feedback@provider.example"}}});
  CHECK(f.deliver(corpus("complaint")).find("\r\n250 2.0.0 stored\r\n") != std::string::npos);
  REQUIRE(f.seen.reports.size() == 1);
  CHECK(f.seen.reports[0].kind == ReceiptKind::Complained);
  CHECK(f.seen.reports[0].address == "kim@provider.example");
}

TEST_CASE("the envelope names the message where the report does not") {
  ReportFixture f;
  f.open_reports();
  f.deliver("From: mailer-daemon@x.example\nSubject: failure notice\n\nuser unknown\n",
            "RCPT TO:<bounces+abc123@shop.example>\r\n");
  REQUIRE(f.seen.reports.size() == 1);
  CHECK(f.seen.reports[0].idempotency_key == "abc123");
  CHECK(f.seen.reports[0].kind == ReceiptKind::BouncedHard);
}

TEST_CASE("LMTP answers once for each recipient") {
  ReportFixture f;
  f.open_reports();
  const std::string heard =
      f.deliver(corpus("letter"), "RCPT TO:<bounces@shop.example>\r\nRCPT TO:<fbl@shop.example>\r\n",
                "LHLO mail.example");
  const auto first = heard.find("250 2.0.0 stored\r\n");
  REQUIRE(first != std::string::npos);
  CHECK(heard.find("250 2.0.0 stored\r\n", first + 1) != std::string::npos);
}

TEST_CASE("whoever talks nonsense is answered, bounded and let go") {
  ReportFixture f;
  f.open_reports();
  CHECK(f.talk("DATA\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nQUIT\r\n").find("503 5.5.1") != std::string::npos);
  CHECK(f.talk("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:nobody\r\nQUIT\r\n").find("501 5.1.3") !=
        std::string::npos);
  CHECK(f.talk(std::string(5000, 'x') + "\r\nQUIT\r\n").find("500 5.5.6") != std::string::npos);
  std::string many;
  for (int i = 0; i < 30; ++i) many += "WHAT\r\n";
  CHECK(f.talk(many).find("421 4.7.0 too many mistakes") != std::string::npos);
  CHECK(f.seen.reports.empty());
}

TEST_CASE("a Maildir is emptied of reports when they are stored; what is none goes to cur") {
  EmailFixture f;
  const auto maildir = f.folder.path / "reports";
  std::filesystem::create_directories(maildir / "new");
  std::ofstream(maildir / "new" / "1.a.mx") << corpus("postfix_unknown");
  std::ofstream(maildir / "new" / "2.b.mx") << corpus("letter");
  f.open_email(
      1, {{"report_folder", maildir.string()}, {"envelope_sender", std::string("bounces@shop.example")}});
  REQUIRE(f.run_until([&] { return std::filesystem::exists(maildir / "cur" / "2.b.mx:2,"); }));
  CHECK(!std::filesystem::exists(maildir / "new" / "1.a.mx"));
  REQUIRE(f.seen.reports.size() == 1);
  CHECK(f.seen.reports[0].idempotency_key == key);

  f.seen.stores = false;
  std::ofstream(maildir / "new" / "3.c.mx") << corpus("qmail");
  REQUIRE(f.run_until([&] { return f.seen.reports.size() == 2; }));
  f.run_until([] { return false; }, std::chrono::seconds(1));
  CHECK(std::filesystem::exists(maildir / "new" / "3.c.mx"));
}

TEST_CASE("each mail has a return path and an unsubscribe address of its own") {
  ReportFixture f;
  const Server server(f.folder.path);
  f.open_reports(
      {{"port", std::int64_t{server.port()}}, {"unsubscribe_address", std::string("leave@shop.example")}});
  CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
  CHECK(server.events("mail").at(0).find("MAIL FROM:<bounces+key-1@shop.example>") != std::string::npos);
}
