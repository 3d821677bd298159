// The e-mail plugin's ways to a relay, through the real child process: several relays, every way to log in,
// addresses of other alphabets.
#include <cstdlib>
#include <fstream>

#include "email_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

TEST_CASE("a relay that is gone, busy or closed is passed over, and nothing is sent twice") {
  EmailFixture f;
  const std::string greeting = "--greet '421 4.3.2 too busy'";
  const Server busy(f.folder.path, greeting, "busy"), second(f.folder.path, "", "second");
  SUBCASE("gone") {
    f.open_email(1, {{"more_relays", std::vector{"localhost:" + std::to_string(second.port())}}});
  }
  SUBCASE("busy") {
    f.open_email(busy.port(), {{"more_relays", std::vector{"localhost:" + std::to_string(second.port())}}});
  }
  for (int i = 0; i < 5; ++i) CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
  CHECK(second.events("data").size() == 5);
  CHECK(f.seen.has_line("passed over"));
  // What the second says of a mail is final: the first is not asked again.
  CHECK(f.send("rcpt.550.5.1.1@example.net").outcome == Outcome::InvalidAddress);
  CHECK(f.send("rcpt.451.4.7.1@example.net").outcome == Outcome::Transient);
  CHECK(f.send("cutdot@example.net").outcome == Outcome::InDoubt);
  CHECK(second.events("data").size() == 6);
  CHECK(busy.events("mail").empty());
}

TEST_CASE("when no relay answers it is the channel's trouble") {
  EmailFixture f;
  f.open_email(1, {{"more_relays", std::vector<std::string>{"localhost:2"}}});
  CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
  CHECK(!f.has_started(1));
}

TEST_CASE("AUTH: each way to log in, and never another one than was asked for") {
  EmailFixture f;
  std::ofstream(f.folder.path / "password") << "s3cret\n";
  const std::string files = f.certificate();
  OptionValues options{{"tls", std::string("starttls")},
                       {"tls_ca_file", (f.folder.path / "cert.pem").string()},
                       {"user", std::string("shop")},
                       {"password", "file:" + (f.folder.path / "password").string()}};
  for (const auto& [option, method] :
       {std::pair{"plain", "PLAIN"}, std::pair{"login", "LOGIN"}, std::pair{"xoauth2", "XOAUTH2"}}) {
    CAPTURE(method);
    EmailFixture one;
    const Server server(one.folder.path, files + " --auth shop:s3cret --methods 'PLAIN LOGIN XOAUTH2'");
    options.insert_or_assign("auth", std::string(option));
    one.open_email(server.port(), options);
    CHECK(one.send("ok@example.net").outcome == Outcome::Accepted);
    REQUIRE(server.events("auth").size() == 1);
    CHECK(server.events("auth")[0].find(std::string("\"method\": \"") + method + "\"") != std::string::npos);
    CHECK(server.events("auth")[0].find("\"secure\": true") != std::string::npos);
  }
  EmailFixture other;
  const Server server(other.folder.path, files + " --auth shop:s3cret --methods LOGIN");
  options.insert_or_assign("auth", std::string("plain"));
  other.open_email(server.port(), options);
  CHECK(other.send("ok@example.net").outcome == Outcome::ChannelDown);
  CHECK(server.events("auth").empty());
}

TEST_CASE("domains of other alphabets go out in ASCII; letters before the @ need a relay that knows them") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port());
  CHECK(f.send("ok@b\xc3\xbc"
               "cher.example")
            .outcome == Outcome::Accepted);
  REQUIRE(server.events("data").size() == 1);
  CHECK(server.events("data")[0].find("\"recipient\": \"ok@xn--bcher-kva.example\"") != std::string::npos);
  CHECK(server.events("data")[0].find("To: ok@xn--bcher-kva.example\\r\\n") != std::string::npos);
}
