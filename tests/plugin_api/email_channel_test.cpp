// The e-mail plugin through the real child process, against a mail server that answers as it is told
// (smtp_server.py).
#include <fstream>

#include "email_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

TEST_CASE("a mail arrives as it was meant, and its answer says where it went") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port());
  const auto result = f.send("ok@Example.NET", ".a line with a dot\n\n..and two\n.\nMAIL FROM:<eve@x>\n");
  CHECK(result.outcome == Outcome::Accepted);
  CHECK(result.scope == Scope::Message);
  CHECK(result.pace_key == "example.net");
  CHECK(result.provider_message_id == "key-1@example.org");
  CHECK(result.detail == "250 2.0.0 queued as ABC123");
  CHECK(f.has_started(1));
  const auto data = server.events("data");
  REQUIRE(data.size() == 1);
  CHECK(data[0].find(
            "\\r\\n\\r\\n.a line with a dot\\r\\n\\r\\n..and two\\r\\n.\\r\\nMAIL FROM:<eve@x>\\r\\n\"}") !=
        std::string::npos);
  CHECK(data[0].find("Message-Id: <key-1@example.org>\\r\\n") != std::string::npos);
  CHECK(server.events("ehlo").at(0).find("\"name\": \"shop.example.org\"") != std::string::npos);
  CHECK(server.events("mail").at(0).find("MAIL FROM:<shop@example.org>") != std::string::npos);

  // One after the other, all go over the same connection; the end is a proper QUIT.
  for (int i = 0; i < 20; ++i) CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
  CHECK(server.events("ehlo").size() == 1);
  f.stop();
  CHECK(f.run_until([&] { return server.events("quit").size() == 1; }, std::chrono::seconds(5)));
}

TEST_CASE("many at once use the connections they are allowed, and each is answered once") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port());
  for (std::uint64_t t = 1; t <= 300; ++t) f.submit(t, "ok@example.net");
  REQUIRE(f.run_until_answered(300));
  for (const auto& [ticket, result] : f.seen.results) CHECK(result.outcome == Outcome::Accepted);
  for (const auto& [ticket, times] : f.seen.answers) CHECK(times == 1);
  CHECK(server.events("data").size() == 300);
  CHECK(server.events("ehlo").size() <= 4);
}

TEST_CASE("what the server says becomes an outcome, and the connection goes on") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port());
  struct Case {
    const char* deed;
    Outcome outcome;
    Scope scope;
    bool started;
  };
  for (const Case& c : {Case{"rcpt.550.5.1.1", Outcome::InvalidAddress, Scope::Message, false},
                        Case{"rcpt.550.5.7.1", Outcome::Rejected, Scope::Message, false},
                        Case{"rcpt.452.4.2.2", Outcome::Transient, Scope::Message, false},
                        Case{"rcpt.451.4.7.1", Outcome::Transient, Scope::Destination, false},
                        Case{"rcpt.421.4.7.0", Outcome::Transient, Scope::Channel, false},
                        Case{"data.554.5.7.1", Outcome::Rejected, Scope::Message, true},
                        Case{"data.550.5.1.1", Outcome::InvalidAddress, Scope::Message, true},
                        Case{"data.451.4.7.1", Outcome::Transient, Scope::Destination, true},
                        Case{"data.451.4.3.0", Outcome::Transient, Scope::Channel, true},
                        Case{"cutrcpt", Outcome::Transient, Scope::Channel, false},
                        Case{"cutdot", Outcome::InDoubt, Scope::Message, true}}) {
    CAPTURE(c.deed);
    const std::string recipient = std::string(c.deed) + "@example.net";
    const auto result = f.send(recipient);
    CAPTURE(result.detail);
    CHECK(result.outcome == c.outcome);
    CHECK(result.scope == c.scope);
    CHECK(f.has_started(f.last_ticket) == c.started);
    CHECK(!result.detail.empty());
    CHECK(result.detail.find(recipient) == std::string::npos);  // no addresses in what is logged
    CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
  }
  CHECK(f.send("rcpt.550.5.1.1@example.net").detail ==
        "550-5.1.1 not <recipient>  550 5.1.1 said the server");
}

TEST_CASE("a connection cut in the middle of a body has delivered nothing") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port());
  std::string large;
  while (large.size() < (10u << 20)) large += "A line of a large mail that takes a while to send.\n";
  const auto result = f.send("cutbody@example.net", large);
  CHECK(result.outcome == Outcome::Transient);
  CHECK(result.scope == Scope::Channel);
  CHECK(!f.has_started(1));
  CHECK(f.send("ok@example.net", large).outcome == Outcome::Accepted);
}

TEST_CASE("a server that does not answer in time: in doubt after the final dot, tried again before") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port(), {{"response_timeout", std::string("1s")}});
  const auto before = f.send("slowrcpt@example.net");
  CHECK(before.outcome == Outcome::Transient);
  CHECK(before.scope == Scope::Channel);
  const auto after = f.send("slowdot@example.net");
  CHECK(after.outcome == Outcome::InDoubt);
  // The late answer to the last mail is not taken for one to the next.
  CHECK(f.send("rcpt.550.5.1.1@example.net").outcome == Outcome::InvalidAddress);
  CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
}

TEST_CASE("no relay, or one that wants nobody, is the channel's trouble") {
  EmailFixture f;
  SUBCASE("refused") {
    f.open_email(1);
    const auto result = f.send("ok@example.net");
    CHECK(result.outcome == Outcome::ChannelDown);
    CHECK(result.scope == Scope::Channel);
    CHECK(result.detail.find("connect") != std::string::npos);
  }
  SUBCASE("unknown") {
    f.open_email(25, {{"host", std::string("mail.invalid")}});
    CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
  }
  SUBCASE("busy") {
    const Server server(f.folder.path, "--greet '421 4.3.2 too busy'");
    f.open_email(server.port());
    const auto result = f.send("ok@example.net");
    CHECK(result.outcome == Outcome::Transient);
    CHECK(result.scope == Scope::Channel);
    CHECK(result.detail == "421 4.3.2 too busy");
  }
  SUBCASE("not for us") {
    const Server server(f.folder.path, "--greet '554 5.7.1 not for you'");
    f.open_email(server.port());
    CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
  }
  CHECK(!f.has_started(1));
}

TEST_CASE("TLS: only with a server that is who it says") {
  EmailFixture f;
  const std::string files = f.certificate();
  const std::string ca = (f.folder.path / "cert.pem").string();
  SUBCASE("STARTTLS") {
    const Server server(f.folder.path, files);
    f.open_email(server.port(), {{"tls", std::string("starttls")}, {"tls_ca_file", ca}});
    CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
    CHECK(server.events("mail").at(0).find("\"secure\": true") != std::string::npos);
  }
  SUBCASE("from the first byte") {
    const Server server(f.folder.path, files + " --implicit-tls");
    f.open_email(server.port(), {{"tls", std::string("tls")}, {"tls_ca_file", ca}});
    CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
    CHECK(f.send("cutdot@example.net").outcome == Outcome::InDoubt);
  }
  SUBCASE("an unknown certificate") {
    const Server server(f.folder.path, files);
    f.open_email(server.port(), {{"tls", std::string("starttls")}});
    CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
    CHECK(server.events("mail").empty());
  }
  SUBCASE("another name") {
    const Server server(f.folder.path, files);
    f.open_email(server.port(),
                 {{"tls", std::string("starttls")}, {"tls_ca_file", ca}, {"host", std::string("127.0.0.1")}});
    CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
    CHECK(server.events("mail").empty());
  }
  SUBCASE("a server without STARTTLS gets nothing") {
    const Server server(f.folder.path, files + " --no-starttls");
    f.open_email(server.port(), {{"tls", std::string("starttls")}, {"tls_ca_file", ca}});
    CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
    CHECK(server.events("mail").empty());
  }
}

TEST_CASE("AUTH: the password comes from where it is kept, and a refused one takes the channel down") {
  EmailFixture f;
  std::ofstream(f.folder.path / "password") << "s3cret\n";
  const std::string files = f.certificate();
  const Server server(f.folder.path, files + " --auth shop:s3cret");
  OptionValues options{{"tls", std::string("starttls")},
                       {"tls_ca_file", (f.folder.path / "cert.pem").string()},
                       {"user", std::string("shop")},
                       {"password", "file:" + (f.folder.path / "password").string()}};
  SUBCASE("right") {
    f.open_email(server.port(), options);
    CHECK(f.send("ok@example.net").outcome == Outcome::Accepted);
    CHECK(server.events("auth").at(0).find("\"secure\": true") != std::string::npos);
  }
  SUBCASE("wrong") {
    std::ofstream(f.folder.path / "password") << "wrong\n";
    f.open_email(server.port(), options);
    const auto result = f.send("ok@example.net");
    CHECK(result.outcome == Outcome::ChannelDown);
    CHECK(result.detail.find("535") != std::string::npos);
    CHECK(result.detail.find("wrong") == std::string::npos);
  }
  SUBCASE("none") {
    options.erase("user");
    options.erase("password");
    f.open_email(server.port(), options);
    CHECK(f.send("ok@example.net").outcome == Outcome::ChannelDown);
  }
}

TEST_CASE("what can never be a mail is refused before it meets a server") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port(), {{"sender", std::string()}});
  CHECK(f.send("no address").outcome == Outcome::InvalidAddress);
  CHECK(f.send("a@b>\r\nRCPT TO:<eve@example.net").outcome == Outcome::InvalidAddress);
  CHECK(f.send("ok@example.net").outcome == Outcome::Rejected);  // nobody to send it
  CHECK(server.events("ehlo").empty());
}

TEST_CASE("options that only the plugin can judge are blamed by name") {
  for (const auto& [key, value] :
       std::vector<std::pair<std::string, OptionValue>>{{"sender", std::string("nobody")},
                                                        {"envelope_sender", std::string("a@b\r\nX")},
                                                        {"helo_name", std::string("a b")},
                                                        {"host", std::string("exa mple")},
                                                        {"tls_ca_file", std::string("/nonexistent")}}) {
    CAPTURE(key);
    Fixture f;
    OptionValues options{{"host", std::string("localhost")},
                         {"port", std::int64_t{25}},
                         {"connections", std::int64_t{1}},
                         {"tls", std::string("off")}};
    options.insert_or_assign(key, value);
    f.open(f.settings("email", options));
    REQUIRE(f.run_until([&] { return f.channel->state() == ChannelState::Down; }));
    CHECK(f.seen.reasons.back().find("option \"" + key + "\"") != std::string::npos);
  }
}

TEST_CASE(
    "SIGKILL of the child while a server thinks: what had the final dot is in doubt, the rest is queued "
    "again") {
  EmailFixture f;
  const Server server(f.folder.path);
  f.open_email(server.port());
  for (std::uint64_t t = 1; t <= 4; ++t) f.submit(t, "slowdot@example.net");
  for (std::uint64_t t = 5; t <= 40; ++t) f.submit(t, "ok@example.net");
  REQUIRE(f.run_until([&] { return server.events("data").size() == 4; }));
  f.channel->kill();
  REQUIRE(f.run_until_answered(40));
  for (std::uint64_t t = 1; t <= 40; ++t) CHECK(f.seen.losses.at(t) == (t <= 4));
}
