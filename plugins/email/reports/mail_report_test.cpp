#include "reports/mail_report.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

using namespace email;

namespace {

std::string file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string sample(const std::string& name) { return file(EMAIL_CORPUS "/" + name + ".eml"); }

struct Case {
  const char* name;
  ReportKind kind;
  const char* harm;     // "hard", "soft", "" where nothing has failed
  const char* address;  // of the first failure
  const char* message;  // the end of the Message-ID's left side, "" for none
};

constexpr Case cases[] = {
    {"postfix_unknown", ReportKind::Bounce, "hard", "anna@customers.example", "6d"},
    {"quota", ReportKind::Bounce, "soft", "ben@customers.example", "6e"},
    {"policy", ReportKind::Bounce, "soft", "cleo@customers.example", "6f"},
    {"qmail", ReportKind::Bounce, "hard", "", "70"},
    {"two_of_a_list", ReportKind::Bounce, "hard", "eva@customers.example", "71"},
    {"torn", ReportKind::Bounce, "hard", "anna@customers.example", ""},
    {"delayed", ReportKind::Passing, "", "", ""},
    {"holiday", ReportKind::AutoReply, "", "", "72"},
    {"gone_colleague", ReportKind::AutoReply, "", "", ""},
    {"letter", ReportKind::Nothing, "", "", ""},
    {"complaint", ReportKind::Complaint, "", "", "73"},
    {"not_spam", ReportKind::Nothing, "", "", "73"},
    {"read_receipt", ReportKind::Nothing, "", "", ""},
    {"unsubscribe", ReportKind::Unsubscription, "", "", ""},
};

}  // namespace

TEST_CASE("what comes to the bounce address is told apart") {
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const MailReport report = read_report(sample(c.name));
    CHECK(to_text(report.kind) == to_text(c.kind));
    CHECK(report.failures.empty() == (c.harm[0] == '\0'));
    if (!report.failures.empty()) {
      CHECK((report.failures[0].harm == Harm::Hard ? "hard" : "soft") == std::string(c.harm));
      CHECK(report.failures[0].address == c.address);
    }
    if (c.message[0] == '\0') {
      CHECK(report.message_ids.empty());
    } else {
      REQUIRE(!report.message_ids.empty());
      CHECK(report.message_ids[0] ==
            "0199d0a1b2c3d4e5f60718293a4b5c" + std::string(c.message) + "@shop.example");
    }
    CHECK(!report.own_id.empty());
  }
  CHECK(read_report(sample("postfix_unknown")).failures[0].code.text() == "5.1.1");
  CHECK(read_report(sample("two_of_a_list")).failures.at(1).harm == Harm::Soft);
  CHECK(read_report(sample("complaint")).recipient == "kim@provider.example");
  CHECK(read_report(sample("complaint")).feedback_type == "abuse");
}

TEST_CASE("every beginning and every hole of a report is read without a crash") {
  for (const Case& c : cases) {
    const std::string whole = sample(c.name);
    for (std::size_t size = 0; size < whole.size(); size += 7) {
      read_report(std::string_view(whole).substr(0, size));
      std::string holed = whole;
      holed.erase(size, 40);
      read_report(holed);
    }
  }
  std::string deep;
  for (int i = 0; i < 5000; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    deep += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  read_report(deep);
  read_report(std::string(2 << 20, '@'));
  read_report(std::string(1 << 20, '<'));
  read_report("From: mailer-daemon\nContent-Type: text/html\n\n" + std::string(100'000, '<') +
              std::string(100'000, '&'));
}

TEST_CASE("codes and words: whose fault it is") {
  struct Said {
    const char *status, *diagnostic;
    Harm harm;
  };
  for (const Said& said :
       {Said{"5.1.1", "550 5.1.1 no such user", Harm::Hard},
        {"5.1.1", "550 5.1.1 mailbox full", Harm::Soft},
        {"5.0.0", "550 5.1.10 recipient not found", Harm::Hard},
        {"5.0.0", "550 user unknown", Harm::Hard},
        {"5.0.0", "550 user unknown (in reply to end of DATA command)", Harm::Soft},
        {"5.7.1", "554 5.7.1 relay access denied", Harm::Soft},
        {"5.0.0", "550 sender domain does not exist", Harm::Soft},
        {"5.4.4", "Host or domain name not found", Harm::Hard},
        {"4.4.7", "expired: host not found", Harm::Soft},
        {"5.0.0", "554 your IP 5.1.1.7 is on a blacklist", Harm::Soft},
        {"5.2.1", "550 5.2.1 the account is disabled", Harm::Soft},
        {"5.0.0", "551 not here", Harm::Soft},
        {"", "551 not here", Harm::Hard},
        {"5.0.0", "550 Benutzer unbekannt", Harm::Hard},
        {"5.0.0", "550 EMPFÄNGER UNBEKANNT", Harm::Hard},
        {"5.0.0", "550 Cette boîte aux lettres n’existe pas", Harm::Hard},
        {"5.0.0", "550 El usuario no existe", Harm::Hard},
        {"5.0.0", "550 Onbekende gebruiker", Harm::Hard},
        {"5.0.0", "550 Nie ma takiego użytkownika", Harm::Hard},
        {"5.0.0", "550 Usuário desconhecido", Harm::Hard},
        {"5.0.0", "550 用户不存在", Harm::Hard},
        {"5.0.0", "550 Такого пользователя нет", Harm::Hard},
        {"5.0.0", "550 宛先が存在しません", Harm::Hard},
        {"5.0.0", "552 Postfach voll", Harm::Soft},
        {"5.0.0", "552 buzón lleno, usuario no existe", Harm::Soft},
        {"5.4.1", "550 5.4.1 Recipient address rejected: Access denied. AS(1)", Harm::Hard},
        {"5.4.1", "550 5.4.1 no answer from host", Harm::Soft},
        {"5.7.1", "550 5.7.1 No such user!", Harm::Hard},
        {"5.0.0", "550 sorry, no mailbox here by that name (#5.7.17)", Harm::Hard},
        {"5.7.1", "550 5.7.1 no such user, or your IP is on a blacklist", Harm::Soft},
        {"5.7.1", "554 5.7.1 Access denied", Harm::Soft},
        {"5.0.0", "", Harm::Soft}}) {
    CAPTURE(said.diagnostic);
    CHECK(judge_failure(said.status, said.diagnostic, "").harm == said.harm);
  }
  // Prose in an old character set.
  CHECK(read_report("From: MAILER-DAEMON@mx.example\nSubject: Unzustellbar\n"
                    "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
                    "550 Empf\xe4nger unbekannt\n")
            .failures.at(0)
            .harm == Harm::Hard);
  CHECK(telling_code("connect to mx[5.1.1.25]: refused").kind == 0);
  CHECK(telling_code("550-5.1.1 x").text() == "5.1.1");
  CHECK(telling_code("(#5.4.4)").text() == "5.4.4");
  CHECK(telling_code("5.0.0 then 4.2.2").text() == "4.2.2");
  CHECK(telling_code("5.1.").kind == 0);
  CHECK(telling_code("5.1.99999999999").kind == 0);
}

// Real reports, each with the verdict of a program that knows 2,000 servers' words; outside the project.
TEST_CASE("a corpus of real reports is judged as others judge it") {
  const char* named = std::getenv("LIFECYCLED_SHARED_DATA");
  const std::filesystem::path shared = named != nullptr ? named : EMAIL_SHARED_DATA;
  if (!std::filesystem::exists(shared / "bounces/expected.jsonl")) {
    MESSAGE("skipped: a corpus of real reports (no " << (shared / "bounces").string() << ")");
    return;
  }
  std::ifstream expected(shared / "bounces/expected.jsonl");
  int agreed = 0, all = 0, said_hard = 0, rightly_hard = 0;
  for (std::string line; std::getline(expected, line);) {
    const auto begin = line.find("\"file\": \"") + 9;
    const MailReport report =
        read_report(file(shared / "bounces/mails" / line.substr(begin, line.find('"', begin) - begin)));
    // The first result of each: our mails have one recipient.
    const bool is_complaint = line.find("\"reason\": \"feedback\"") != line.npos;
    const auto hard_at = line.find("\"hardbounce\": ");
    if (is_complaint)
      CHECK((report.kind == ReportKind::Complaint || report.kind == ReportKind::Unsubscription));
    if (is_complaint || hard_at == line.npos || line.find("\"reason\": \"delivered\"") != line.npos) continue;
    const bool wanted = line[hard_at + 14] == '1';
    const bool is_hard = !report.failures.empty() && report.failures[0].harm == Harm::Hard;
    ++all;
    agreed += wanted == is_hard;
    said_hard += is_hard;
    rightly_hard += is_hard && wanted;
  }
  MESSAGE(agreed << " of " << all << " agreed; " << rightly_hard << " of " << said_hard
                 << " hard ones were hard");
  CHECK(all > 150);
  CHECK(agreed * 10 >= all * 9);
  CHECK(rightly_hard * 10 >= said_hard * 9);
  for (const auto& entry : std::filesystem::directory_iterator(shared / "arf")) {
    CAPTURE(entry.path().string());
    if (entry.path().extension() == ".eml")
      CHECK(read_report(file(entry.path())).kind == ReportKind::Complaint);
  }
}
