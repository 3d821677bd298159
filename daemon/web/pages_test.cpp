#include "web/pages.hpp"

#include <atomic>
#include <filesystem>
#include <optional>

#include <doctest/doctest.h>

#include "message/composer.hpp"
#include "message/qr_code.hpp"
#include "store/consents.hpp"
#include "store/contents.hpp"
#include "store/events.hpp"
#include "web/web_fixture.hpp"

using namespace lifecycled;

namespace {

constexpr const char* form_header = "Content-Type: application/x-www-form-urlencoded\r\n";

struct Fixture {
  Fixture() : server(io.io.get_executor(), clock, {}, {}, router) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    {
      Database database(file, Database::Mode::ReadWrite);
      customer = Customers(database).create(clock.now());
      auto row = *Customers(database).find(customer);
      row.language = "nl";
      Customers(database).save_traits(row);
      address =
          Addresses(database).add(customer, "email", "anna@example.org", "anna@example.org", clock.now());
      MessageRow message;
      message.customer = customer;
      message.name = "feedback/delivery";
      message.created_at = message.expires_at = clock.now();
      DeliveryRow sent;
      sent.message = Messages(database).add(message);
      sent.channel = "email";
      sent.address = address;
      sent.idempotency_key = "k";
      delivery = Deliveries(database).add(sent, clock.now());
    }
    store.emplace(io.io.get_executor(), Store::Settings{file, 1, {}});
    ShopSettings shop;
    shop.name = "Tea & <Co>";
    shop.url = "https://tea.example";
    pages.emplace(*store, clock, Log(), signer, shop, [this] { ++woken; });
    pages->add_to(router);
    server.listen("127.0.0.1:0");
    io.start();
  }
  ~Fixture() {
    io.join();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  std::string unsubscribe_path() const {
    return "/u/" +
           signer->sign(unsubscribe_purpose, to_payload(UnsubscribeLink{customer, delivery, "email"}));
  }
  std::string rating_path(const std::string& order) const {
    return "/r/" + signer->sign(rating_purpose, to_payload(RatingLink{customer, delivery, order}));
  }
  std::string nps_path() const {
    return "/n/" + signer->sign(nps_purpose, to_payload(RatingLink{customer, delivery, ""}));
  }
  std::string confirm_path(DeliveryId of) const {
    return "/c/" + signer->sign(confirm_purpose, to_payload(UnsubscribeLink{customer, of, "email"}));
  }
  std::string view_path(CustomerId of) const {
    return "/v/" + signer->sign(view_purpose, to_payload(ViewLink{of, delivery}));
  }
  void keep(const char* part, const std::string& text) {
    ComposedMessage message;
    message.language = "fr";
    message.fields[part] = text;
    Database database(file, Database::Mode::ReadWrite);
    Contents(database).save(delivery, pack_content(message.to_json()), clock.now());
  }
  std::string ask(const std::string& text) {
    RawClient client(server.port());
    return client.ask(text);
  }
  std::vector<StoredEvent> events() {
    Database database(file, Database::Mode::ReadOnly);
    return Events(database).read_after(0, 100);
  }

  std::filesystem::path folder = std::filesystem::temp_directory_path() / "lifecycled_pages_test";
  std::filesystem::path file = folder / "test.db";
  SystemClock clock;
  std::shared_ptr<const TokenSigner> signer =
      std::make_shared<TokenSigner>(std::vector<std::string>{"secret"});
  CustomerId customer = 0;
  AddressId address = 0;
  DeliveryId delivery = 0;
  Router router;
  IoThread io;
  HttpServer server;
  std::optional<Store> store;
  std::optional<Pages> pages;
  std::atomic<int> woken = 0;
};

bool says(const std::string& answer, std::string_view text) { return answer.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("looking at the unsubscribe page changes nothing") {
  Fixture fixture;
  const std::string page = fixture.ask(get(fixture.unsubscribe_path()));
  CHECK(status_of(page) == 200);
  CHECK(answer_header(page, "Content-Language") == "nl");
  CHECK(says(page, "Afmelden"));
  CHECK(says(page, "Tea &amp; &lt;Co&gt;"));
  CHECK_FALSE(says(page, "<Co>"));
  CHECK(says(page, "a***@example.org"));
  RawClient client(fixture.server.port());
  client.send("HEAD " + fixture.unsubscribe_path() + " HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(client.receive(false)) == 200);
  CHECK(fixture.events().empty());
}

TEST_CASE("one click unsubscribes from the channel, urlencoded and multipart") {
  Fixture fixture;
  std::string request = post(fixture.unsubscribe_path(), "List-Unsubscribe=One-Click", form_header);
  SUBCASE("urlencoded") {}
  SUBCASE("multipart") {
    request =
        post(fixture.unsubscribe_path(),
             "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
             "Content-Type: multipart/form-data; boundary=x\r\n");
  }
  const std::string answer = fixture.ask(request);
  CHECK(status_of(answer) == 200);
  const auto events = fixture.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].name == "Consent Withdrawn");
  CHECK(events[0].customer == fixture.customer);
  CHECK(events[0].delivery == fixture.delivery);
  CHECK(events[0].source == EventSource::Page);
  CHECK(events[0].body ==
        R"({"channel":"email","purpose":"marketing","source":"one-click","scope":"channel"})");
  CHECK(fixture.woken == 1);
}

TEST_CASE("the page's form can end everything, and a repeated no is not written again") {
  Fixture fixture;
  const std::string request = post(fixture.unsubscribe_path(), "scope=all", form_header);
  CHECK(says(fixture.ask(request), "Je bent afgemeld"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].body ==
        R"({"channel":"email","purpose":"marketing","source":"unsubscribe page","scope":"all"})");

  const auto apply = [&](bool given) {
    Database database(fixture.file, Database::Mode::ReadWrite);
    ConsentRow row;
    row.address = fixture.address;
    row.channel = "email";
    row.given = given;
    row.at = fixture.clock.now() + Milliseconds{given ? 1000 : 0};
    row.source = "test";
    Consents(database).record(row, row.at);
    Events(database).set_cursor("reactor", Events(database).last_id());
  };
  apply(false);
  CHECK(says(fixture.ask(request), "Je bent afgemeld"));
  CHECK(fixture.events().size() == 1);
  apply(true);  // changed their mind twice: the second no counts
  CHECK(says(fixture.ask(request), "Je bent afgemeld"));
  CHECK(fixture.events().size() == 2);
}

TEST_CASE("a POST without a form is still a wish to hear no more") {
  Fixture fixture;
  CHECK(status_of(fixture.ask(
            post(fixture.unsubscribe_path(), "\xFF\xFE", "Content-Type: text/plain\r\n"))) == 200);
  REQUIRE(fixture.events().size() == 1);
  CHECK(says(fixture.events()[0].body, R"("scope":"channel")"));
}

TEST_CASE("a link that is not ours opens nothing, and a rating link never unsubscribes") {
  Fixture fixture;
  std::string forged = fixture.unsubscribe_path();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  std::string crossed = fixture.rating_path("1");
  crossed[1] = 'u';
  const std::string gone =
      "/u/" + fixture.signer->sign(unsubscribe_purpose, to_payload(UnsubscribeLink{999, 1, "email"}));
  const std::string misshapen = "/u/" + fixture.signer->sign(unsubscribe_purpose, "no payload of ours");
  for (const std::string& path :
       {forged, crossed, misshapen, std::string("/u/x"), std::string("/r/%3Cscript%3E")}) {
    CAPTURE(path);
    const std::string page = fixture.ask(get(path, "Accept-Language: fr\r\n"));
    CHECK(status_of(page) == 404);
    CHECK(says(page, "Ce lien ne fonctionne pas"));
    CHECK(status_of(fixture.ask(post(path, "List-Unsubscribe=One-Click", form_header))) == 404);
  }
  CHECK(status_of(fixture.ask(get(gone))) == 404);
  // A mail program that posts for somebody who was erased needs no error: there is nothing left to stop.
  CHECK(status_of(fixture.ask(post(gone, "List-Unsubscribe=One-Click", form_header))) == 200);
  CHECK(fixture.events().empty());
}

TEST_CASE("a rating is chosen by the link and kept by the form only") {
  Fixture fixture;
  const std::string path = fixture.rating_path("A.7");
  const std::string page = fixture.ask(get(path + "?v=4"));
  CHECK(status_of(page) == 200);
  CHECK(says(page, "value=\"4\" required checked"));
  CHECK(fixture.events().empty());
  CHECK_FALSE(says(fixture.ask(get(path + "?v=9")), "required checked"));

  const std::string request = post(path, "rating=4&comment=+Tr%C3%A8s+bien+%3Cb%3E&form=17", form_header);
  CHECK(says(fixture.ask(request), "Dank je wel!"));
  CHECK(says(fixture.ask(request), "Dank je wel!"));  // sent twice is one answer
  REQUIRE(fixture.events().size() == 1);
  const auto event = fixture.events()[0];
  CHECK(event.name == "Feedback Given");
  CHECK(event.customer == fixture.customer);
  CHECK(event.body ==
        "{\"rating\":4,\"comment\":\"Tr\xC3\xA8s bien "
        "<b>\",\"order_id\":\"A.7\",\"message\":\"feedback/delivery\","
        "\"channel\":\"email\"}");
  CHECK(fixture.woken == 1);
  fixture.ask(post(path, "rating=2&form=17", form_header));  // thought again
  CHECK(fixture.events().size() == 2);
}

TEST_CASE("an answer without a rating is asked for it again, and keeps its words") {
  Fixture fixture;
  const std::string path = fixture.rating_path("");
  for (const char* body : {"comment=%3C%2Ftextarea%3Eoh&rating=", "comment=%3C%2Ftextarea%3Eoh&rating=6",
                           "comment=%3C%2Ftextarea%3Eoh&rating=4x"}) {
    const std::string page = fixture.ask(post(path, body, form_header));
    CHECK(status_of(page) == 400);
    CHECK(says(page, "Kies een van de vijf sterren."));
    CHECK(says(page, "&lt;/textarea&gt;oh</textarea>"));
  }
  CHECK(fixture.events().empty());
  fixture.ask(post(path, "rating=1&comment=%FF%00", form_header));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].body == R"({"rating":1,"message":"feedback/delivery","channel":"email"})");
  CHECK(status_of(fixture.ask(post(path, std::string(70'000, 'x'), form_header))) == 413);
}

TEST_CASE("a recommendation is a number from 0 to 10, chosen by the link and kept by the form only") {
  Fixture fixture;
  const std::string path = fixture.nps_path();
  const std::string page = fixture.ask(get(path + "?v=0"));
  CHECK(status_of(page) == 200);
  CHECK(says(page, "Zou je ons aanraden?"));
  CHECK(says(page, "value=\"0\" required checked"));
  CHECK(says(fixture.ask(get(path + "?v=10")), "value=\"10\" required checked"));
  CHECK_FALSE(says(fixture.ask(get(path + "?v=11")), "required checked"));
  CHECK(fixture.events().empty());
  for (const char* body : {"rating=", "rating=11", "rating=-1", "rating=010"}) {
    const std::string again = fixture.ask(post(path, body, form_header));
    CHECK(status_of(again) == 400);
    CHECK(says(again, "Kies een cijfer van 0 tot 10."));
  }
  const std::string request = post(path, "rating=10&comment=Snel&form=17", form_header);
  CHECK(says(fixture.ask(request), "Dank je wel!"));
  CHECK(says(fixture.ask(request), "Dank je wel!"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].name == "NPS Answered");
  CHECK(fixture.events()[0].body ==
        R"({"score":10,"comment":"Snel","message":"feedback/delivery","channel":"email"})");
  fixture.ask(post(path, "rating=0&form=18", form_header));
  REQUIRE(fixture.events().size() == 2);
  CHECK(says(fixture.events()[1].body, R"("score":0)"));
  // A token of one kind does not do the work of the other.
  std::string crossed = fixture.rating_path("");
  crossed[1] = 'n';
  CHECK(status_of(fixture.ask(post(crossed, "rating=4", form_header))) == 404);
}

TEST_CASE("a yes comes from the form alone, for the very address that was asked") {
  Fixture fixture;
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    Addresses(database).add(fixture.customer, "email", "new@example.org", "new@example.org",
                            fixture.clock.now());
  }
  const std::string path = fixture.confirm_path(fixture.delivery);
  const std::string page = fixture.ask(get(path));
  CHECK(status_of(page) == 200);
  CHECK(says(page, "Mogen we je schrijven?"));
  CHECK(says(page, "a***@example.org"));
  CHECK(fixture.events().empty());
  const std::string request = post(path, "form=17", form_header);
  CHECK(says(fixture.ask(request), "Dank je wel, dat doen we"));
  CHECK(says(fixture.ask(request), "Dank je wel, dat doen we"));  // sent twice is one yes
  REQUIRE(fixture.events().size() == 1);
  const auto event = fixture.events()[0];
  CHECK(event.name == "Consent Given");
  CHECK(event.customer == fixture.customer);
  CHECK(event.delivery == fixture.delivery);
  CHECK(says(event.body, R"("channel":"email","purpose":"marketing","email":"anna@example.org")"));
  CHECK(says(event.body, R"("source":"confirmation page")"));
  CHECK(says(event.body, R"("language":"nl")"));
  CHECK(fixture.woken == 1);
  // A link from no delivery proves no address; a token for another purpose gives nothing either.
  fixture.ask(post(fixture.confirm_path(0), "", form_header));
  std::string crossed = fixture.unsubscribe_path();
  crossed[1] = 'c';
  CHECK(status_of(fixture.ask(post(crossed, "", form_header))) == 404);
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("the preferences link leads to the choices, and its token to nothing else") {
  Fixture fixture;
  const std::string payload = to_payload(UnsubscribeLink{fixture.customer, fixture.delivery, "email"});
  const std::string path = "/p/" + fixture.signer->sign(preferences_purpose, payload);
  CHECK(says(fixture.ask(get(path)), "Afmelden"));
  std::string crossed = path;
  crossed[1] = 'u';
  CHECK(status_of(fixture.ask(post(crossed, "scope=all", form_header))) == 404);
  CHECK(fixture.events().empty());
  CHECK(says(fixture.ask(post(path, "scope=all", form_header)), "Je bent afgemeld"));
  CHECK(fixture.events().size() == 1);
}

TEST_CASE("the browser shows the very mail that was sent, and runs nothing of it") {
  Fixture fixture;
  const std::string path = fixture.view_path(fixture.customer);
  // Not rendered yet, or its time has passed.
  CHECK(status_of(fixture.ask(get(path))) == 410);
  CHECK(says(fixture.ask(get(path)), "Dit bericht bewaren we niet meer"));
  const std::string html =
      "<!doctype html><html lang=\"fr\"><body><p style=\"color: red\">Voil\xC3\xA0 &amp; <a "
      "href=\"https://shop.example/x?a=1&amp;b=2\">ici</a><script>alert(1)</script></body></html>";
  fixture.keep("html", html);
  const std::string page = fixture.ask(get(path));
  CHECK(status_of(page) == 200);
  CHECK(body_of(page) == html);
  CHECK(answer_header(page, "Content-Language") == "fr");
  CHECK(answer_header(page, "X-Robots-Tag") == "noindex");
  CHECK(answer_header(page, "Referrer-Policy") == "no-referrer");
  const std::string policy = answer_header(page, "Content-Security-Policy");
  CHECK(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'; "));
  CHECK(says(policy, "; sandbox "));
  CHECK_FALSE(says(policy, "script"));
  CHECK(fixture.events().empty());
  // Somebody else's number beside this delivery opens nothing, nor does a token for another purpose.
  CHECK(status_of(fixture.ask(get(fixture.view_path(fixture.customer + 1)))) == 404);
  std::string crossed = fixture.unsubscribe_path();
  crossed[1] = 'v';
  CHECK(status_of(fixture.ask(get(crossed))) == 404);
}

TEST_CASE("pictures that travelled with the mail are shown, and a message without HTML is a page of text") {
  Fixture fixture;
  SUBCASE("a QR code") {
    fixture.keep("html", "<img src=\"" + qr_reference("https://shop.example") + "\" alt=\"\">");
    const std::string page = body_of(fixture.ask(get(fixture.view_path(fixture.customer))));
    CHECK(page.starts_with("<img src=\"data:image/png;base64,iVBOR"));
    CHECK_FALSE(says(page, "cid:"));
  }
  SUBCASE("text") {
    fixture.keep("text", "Hello <Anna>\nstop: x");
    const std::string page = fixture.ask(get(fixture.view_path(fixture.customer)));
    CHECK(says(page, "<p>Hello &lt;Anna&gt;<br>\nstop: x</p>"));
    CHECK(
        answer_header(page, "Content-Security-Policy").starts_with("default-src 'none'; style-src 'sha256-"));
  }
}

TEST_CASE("pages are small, private and closed to everything else") {
  Fixture fixture;
  for (const std::string& path : {fixture.unsubscribe_path(), fixture.rating_path("1"), fixture.nps_path(),
                                  fixture.confirm_path(fixture.delivery), std::string("/r/x")}) {
    const std::string page = fixture.ask(get(path));
    CHECK(page.size() < 15'000);
    const std::string policy = answer_header(page, "Content-Security-Policy");
    CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(says(policy, "frame-ancestors 'none'"));
    CHECK(answer_header(page, "Cache-Control") == "no-store");
    CHECK(answer_header(page, "Referrer-Policy") == "no-referrer");
    CHECK(answer_header(page, "X-Content-Type-Options") == "nosniff");
    CHECK(answer_header(page, "Set-Cookie") == "");
    CHECK_FALSE(says(page, "<script"));
    CHECK_FALSE(says(page, " style="));
    CHECK_FALSE(says(page, "src="));
  }
}
