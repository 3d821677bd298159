#include "mime.hpp"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

using namespace email;

namespace {

constexpr const char* no_headers[] = {nullptr};
constexpr const lc_part* no_parts[] = {nullptr};

lc_message sample() {
  lc_message m{};
  m.struct_size = sizeof m;
  m.ticket = 1;
  m.kind = LC_MARKETING;
  m.idempotency_key = "delivery-17";
  m.message_id = m.delivery_id = m.sender = m.language = m.extra_json = "";
  m.unsubscribe_url = m.unsubscribe_mailto = m.list_id = m.feedback_id = "";
  m.recipient = "anna@example.net";
  m.subject = "Hello";
  m.text = "Hello Anna\n";
  m.html = "";
  m.headers = no_headers;
  m.parts = no_parts;
  return m;
}

Settings shop() {
  Settings s;
  s.sender = "The Shop <shop@example.org>";
  return s;
}

std::string bytes_of(const lc_message& m, const Settings& settings = shop()) {
  Mail mail;
  Composer(settings).compose(m, mail);
  return mail.bytes;
}

// The header lines, unfolded; the value of a header that is there once.
std::vector<std::string> header_lines(const std::string& mail) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < mail.size();) {
    const auto end = mail.find("\r\n", at);
    const std::string line = mail.substr(at, end - at);
    if (line.empty()) break;
    if (line[0] == ' ' || line[0] == '\t') {
      lines.back() += line;
    } else {
      lines.push_back(line);
    }
    at = end + 2;
  }
  return lines;
}

std::string header(const std::string& mail, const std::string& name) {
  std::string found;
  int count = 0;
  for (const auto& line : header_lines(mail)) {
    if (line.starts_with(name + ": ")) {
      found = line.substr(name.size() + 2);
      ++count;
    }
  }
  CHECK(count <= 1);
  return found;
}

bool every_line_is_sound(const std::string& mail) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < mail.size(); ++i) {
    if (mail[i] == '\n' && (i == 0 || mail[i - 1] != '\r')) return false;
    if (mail[i] == '\r' && (i + 1 == mail.size() || mail[i + 1] != '\n')) return false;
    if (mail[i] == '\n') {
      if (i - begin > 998 + 1) return false;
      begin = i + 1;
    }
  }
  return mail.ends_with("\r\n");
}

}  // namespace

TEST_CASE("a text alone is a text part, with what every mail needs") {
  Mail mail;
  Composer(shop()).compose(sample(), mail);
  CHECK(mail.message_id == "delivery-17@example.org");
  CHECK(mail.envelope_sender == "shop@example.org");
  CHECK(header(mail.bytes, "From") == "The Shop <shop@example.org>");
  CHECK(header(mail.bytes, "To") == "anna@example.net");
  CHECK(header(mail.bytes, "Message-Id") == "<delivery-17@example.org>");
  CHECK(header(mail.bytes, "Date").find(" +0000") != std::string::npos);
  CHECK(header(mail.bytes, "MIME-Version") == "1.0");
  CHECK(header(mail.bytes, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(mail.bytes.ends_with("\r\n\r\nHello Anna\r\n"));
  CHECK(header(mail.bytes, "List-Unsubscribe").empty());
}

TEST_CASE("what bulk senders owe: one-click unsubscribe, list id, feedback id") {
  lc_message m = sample();
  const std::string url = "https://shop.example.org/u/" + std::string(300, 'x');
  m.unsubscribe_url = url.c_str();
  m.unsubscribe_mailto = "leave@example.org?subject=17";
  m.list_id = "Our news <news.example.org>";
  m.feedback_id = "spring:17:mail:lifecycled";
  const std::string mail = bytes_of(m);
  CHECK(header(mail, "List-Unsubscribe") == "<mailto:leave@example.org?subject=17>, <" + url + ">");
  CHECK(header(mail, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click");
  CHECK(header(mail, "List-Id") == "Our news <news.example.org>");
  CHECK(header(mail, "Feedback-ID") == "spring:17:mail:lifecycled");
  m.list_id = "news.example.org";
  m.unsubscribe_url = "http://shop.example.org/u";
  CHECK(header(bytes_of(m), "List-Id") == "<news.example.org>");
  CHECK(header(bytes_of(m), "List-Unsubscribe-Post").empty());
}

TEST_CASE("nothing in a message can begin a header of its own") {
  lc_message m = sample();
  const std::string evil = "x\r\nBcc: eve@example.com\r\n\r\nbody\nBcc: eve2@example.com\rBcc: e@x";
  const char* headers[] = {"X-Evil", evil.c_str(), "X-Evil\r\nBcc", "eve", "Bcc", "eve@example.com", nullptr};
  const lc_part part{sizeof part, evil.c_str(), evil.c_str(), evil.c_str(), "abc", 3};
  const lc_part file{sizeof file, evil.c_str(), "text/plain\r\nBcc: eve@x", "", "abc", 3};
  const lc_part* parts[] = {&part, &file, nullptr};
  m.headers = headers;
  m.parts = parts;
  m.html = "<p>Hello</p>";
  m.subject = m.idempotency_key = m.language = m.list_id = m.feedback_id = evil.c_str();
  m.unsubscribe_url = m.unsubscribe_mailto = evil.c_str();
  const std::string mail = bytes_of(m);
  for (const auto& line : header_lines(mail)) {
    CAPTURE(line);
    CHECK(!line.starts_with("Bcc"));
    CHECK(!line.starts_with("body"));
  }
  // Nor a part's.
  CHECK(mail.find("\r\nBcc") == std::string::npos);
  CHECK(mail.find("\nBcc") == std::string::npos);
  CHECK(every_line_is_sound(mail));
  m.sender = evil.c_str();
  CHECK_THROWS_AS(bytes_of(m), UnusableMessage);
}

TEST_CASE("a body cannot end the mail before its end") {
  lc_message m = sample();
  for (const char* text :
       {"a\r\n.\r\nMAIL FROM:<eve@x>\r\n", "a\n.\nb", "a\r.\rb", "a\n.\r\nb", ".\n", "\r\n.\r\n"}) {
    m.text = text;
    CHECK(every_line_is_sound(bytes_of(m)));
  }
}

TEST_CASE("other languages: encoded words, quoted-printable, lines of a sane length") {
  lc_message m = sample();
  m.subject =
      "Gr\xc3\xbc\xc3\x9f"
      "e \xe2\x80\x94 und 10 % f\xc3\xbcr dich";
  const std::string text = "Sch\xc3\xb6n " + std::string(5000, 'x') + "\n";
  m.text = text.c_str();
  m.language = "de";
  Settings s = shop();
  s.sender =
      "L\xc3\xa9"
      "a <lea@example.org>";
  const std::string mail = bytes_of(m, s);
  CHECK(header(mail, "Subject").starts_with("=?UTF-8?"));
  CHECK(header(mail, "From").starts_with("=?UTF-8?"));
  CHECK(header(mail, "From").ends_with(" <lea@example.org>"));
  CHECK(header(mail, "Content-Language") == "de");
  CHECK(header(mail, "Content-Transfer-Encoding") == "quoted-printable");
  CHECK(every_line_is_sound(mail));
  CHECK(std::ranges::none_of(mail, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
}

TEST_CASE("text and HTML are alternatives, inline parts belong to the HTML, attachments to the mail") {
  lc_message m = sample();
  m.html = "<p>Hello <img src=\"cid:logo\"></p>";
  const lc_part logo{sizeof logo, "logo.png", "image/png", "logo", "\x89PNG", 4};
  const lc_part terms{sizeof terms, "terms.pdf", "application/pdf", "", "%PDF", 4};
  const lc_part* parts[] = {&logo, &terms, nullptr};
  m.parts = parts;
  const std::string mail = bytes_of(m);
  const auto mixed = mail.find("multipart/mixed"), alternative = mail.find("multipart/alternative"),
             plain = mail.find("text/plain"), related = mail.find("multipart/related"),
             html = mail.find("text/html"), png = mail.find("Content-Id: <logo>"),
             pdf = mail.find("terms.pdf");
  REQUIRE(pdf != std::string::npos);
  CHECK(mixed < alternative);
  CHECK(alternative < plain);
  CHECK(plain < related);
  CHECK(related < html);
  CHECK(html < png);
  CHECK(png < pdf);
}

TEST_CASE("every attempt carries the same Message-ID, another key another one") {
  lc_message m = sample();
  m.idempotency_key = "key with blanks <and> brackets";
  Mail one, two, other;
  Composer composer(shop());
  composer.compose(m, one);
  composer.compose(m, two);
  m.idempotency_key = "key with blanks <and> bracket";
  composer.compose(m, other);
  CHECK(one.message_id == two.message_id);
  CHECK(one.message_id != other.message_id);
  CHECK(one.message_id.find_first_of(" <>") == std::string::npos);
}

TEST_CASE("who writes: the message's own sender, else the channel's, else nobody") {
  lc_message m = sample();
  m.sender = "Anna's desk <desk@example.org>";
  Mail mail;
  Settings s = shop();
  s.envelope_sender = "bounces@example.org";
  s.reply_to = "help@example.org";
  Composer(s).compose(m, mail);
  CHECK(header(mail.bytes, "From") == "Anna's desk <desk@example.org>");
  CHECK(header(mail.bytes, "Reply-To") == "help@example.org");
  CHECK(mail.envelope_sender == "bounces@example.org");
  m.sender = "";
  CHECK_THROWS_WITH_AS(bytes_of(m, Settings{}), doctest::Contains("no sender"), UnusableMessage);
  s.sender = "no mailbox";
  CHECK_THROWS_AS(Composer{s}, std::invalid_argument);
}

TEST_CASE("large and odd texts are mails too") {
  lc_message m = sample();
  const std::string large(8 << 20, 'x');
  m.text = large.c_str();
  CHECK(every_line_is_sound(bytes_of(m)));
  m.text = "\xff\xfe\x80 odd \xed\xa0\x80";
  m.subject = "\xff\xfe";
  CHECK(every_line_is_sound(bytes_of(m)));
  m.text = "";
  CHECK(every_line_is_sound(bytes_of(m)));
}

TEST_CASE("a shop in a domain of another alphabet sends nothing beyond ASCII") {
  Settings settings = shop();
  settings.sender = "Bücher <shop@bücher.example>";
  settings.sender_domains = {"xn--bcher-kva.example"};
  settings.unsubscriptions = ReturnPath("leave@bücher.example", '+');
  lc_message m = sample();
  m.unsubscribe_url = "https://shop.example.org/u";
  m.sender = "Andere <andere@bücher.example>";
  const std::string mail = bytes_of(m, settings);
  CHECK(std::all_of(mail.begin(), mail.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK(mail.find("<mailto:leave+delivery-17@xn--bcher-kva.example?subject=unsubscribe>") !=
        std::string::npos);
}
