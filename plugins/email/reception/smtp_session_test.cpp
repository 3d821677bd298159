#include "reception/smtp_session.hpp"

#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace email;

namespace {

// What a session takes of all this, said at once.
std::vector<std::string> mails_in(const std::string& said) {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  std::vector<std::string> mails;
  std::thread other([&] {
    for (std::size_t at = 0; at < said.size();) {
      const ssize_t n = ::send(ends[1], said.data() + at, said.size() - at, MSG_NOSIGNAL);
      if (n <= 0) break;
      at += static_cast<std::size_t>(n);
    }
    ::shutdown(ends[1], SHUT_WR);
    char bytes[4096];
    while (::recv(ends[1], bytes, sizeof bytes, 0) > 0) {
    }
  });
  SmtpSession(ends[0], "shop.example", [&](const std::string& mail, const std::vector<std::string>&) {
    mails.push_back(mail);
    return true;
  }).run();
  ::close(ends[0]);
  other.join();
  ::close(ends[1]);
  return mails;
}

std::string sent(const std::string& content) {
  return "LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<b@shop.example>\r\nDATA\r\n" + content + "\r\n.\r\nQUIT\r\n";
}

}  // namespace

TEST_CASE("only a dot between two CR LF ends a mail") {
  const std::string second = "MAIL FROM:<>\r\nRCPT TO:<c@shop.example>\r\nDATA\r\nsmuggled\r\n.\r\n";
  for (const char* end : {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\n.\r"}) {
    CAPTURE(end);
    const std::string content = std::string("one") + end + second + "two";
    // The second mail's own end is a proper one; it is a part of the first up to there.
    const auto mails = mails_in(sent(content));
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].find("smuggled") != std::string::npos);
  }
  CHECK(mails_in(sent("a\r\n..\r\nb")) == std::vector<std::string>{"a\r\n.\r\nb\r\n"});
  CHECK(mails_in(sent("a\nb")) == std::vector<std::string>{"a\nb\r\n"});
  // Lines as long as what is read at once, so that CR and LF come apart.
  for (const std::size_t length : {65534u, 65535u, 65536u, 65537u}) {
    const std::string line(length, 'x');
    CHECK(mails_in(sent(line)) == std::vector<std::string>{line + "\r\n"});
  }
}
