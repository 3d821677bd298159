#include "pages/pages_fixture.hpp"
#include "store/orders.hpp"
#include "store/waiting_answers.hpp"

using namespace lifecycled;
using testing::form_header;
using testing::PagesFixture;
using testing::says;

TEST_CASE("a rating is chosen by the link and kept by the form only") {
  PagesFixture fixture;
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
  PagesFixture fixture;
  const std::string path = fixture.rating_path("");
  for (const char* body : {"comment=%3C%2Ftextarea%3Eoh&rating=", "comment=%3C%2Ftextarea%3Eoh&rating=6",
                           "comment=%3C%2Ftextarea%3Eoh&rating=4x"}) {
    const std::string page = fixture.ask(post(path, body, form_header));
    CHECK(status_of(page) == 400);
    CHECK(says(page, "Kies een van de vijf."));
    CHECK(says(page, "&lt;/textarea&gt;oh</textarea>"));
  }
  CHECK(fixture.events().empty());
  fixture.ask(post(path, "rating=1&comment=%FF%00", form_header));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].body == R"({"rating":1,"message":"feedback/delivery","channel":"email"})");
  CHECK(status_of(fixture.ask(post(path, std::string(70'000, 'x'), form_header))) == 413);
}

TEST_CASE("a recommendation is a number from 0 to 10, chosen by the link and kept by the form only") {
  PagesFixture fixture;
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

TEST_CASE("the code in a parcel asks for a rating before its order is known, and once it is") {
  PagesFixture fixture;
  const std::string path = "/r/" + fixture.signer->sign(order_rating_purpose, "A.7");
  CHECK(says(fixture.ask(get(path, "Accept-Language: fr-CA\r\n")), "Qu’en avez-vous pensé"));
  CHECK(status_of(fixture.ask(post(path, "rating=5&form=1", form_header))) == 200);
  CHECK(fixture.events().empty());
  {
    Database database(fixture.file, Database::Mode::ReadWrite);
    const auto waiting = WaitingAnswers(database).take("A.7");
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].body == R"({"rating":5,"order_id":"A.7"})");
    OrderRow order;
    order.key = "A.7";
    order.customer = fixture.customer;
    order.ordered_at = fixture.clock.now();
    order.currency = "EUR";
    order.lines = {{"cup", "Cup", 2, 1500}, {"tea", "Tea <b>", 1, std::nullopt}};
    Orders(database).add(order, std::nullopt);
  }
  CHECK(says(fixture.ask(post(path, "rating=4&form=2", form_header)), "Dank je wel!"));
  REQUIRE(fixture.events().size() == 1);
  CHECK(fixture.events()[0].customer == fixture.customer);

  // The order itself, and a review of what is in it.
  const std::string order = fixture.ask(get("/o/" + fixture.signer->sign(order_purpose, "A.7")));
  CHECK(says(order, "We hebben je bestelling"));
  CHECK(says(order, "Tea &lt;b&gt;"));
  CHECK_FALSE(says(order, "anna"));
  CHECK(status_of(fixture.ask(get("/o/" + fixture.signer->sign(order_purpose, "A.8")))) == 404);
  const std::string payload = to_payload(RatingLink{fixture.customer, fixture.delivery, "A.7"});
  const std::string review = "/e/" + fixture.signer->sign(review_purpose, payload);
  CHECK(says(fixture.ask(get(review)), "name=\"rating.2\""));
  CHECK(status_of(fixture.ask(post(review, "review.1=Nice", form_header))) == 400);
  CHECK(status_of(fixture.ask(post(review, "rating.2=5&review.2=Lekker&form=3", form_header))) == 200);
  CHECK(status_of(fixture.ask(post(review, "rating.2=5&review.2=Lekker&form=3", form_header))) == 200);
  REQUIRE(fixture.events().size() == 2);
  CHECK(fixture.events()[1].name == "Product Reviewed");
  CHECK(fixture.events()[1].body ==
        R"({"product_id":"tea","name":"Tea <b>","rating":5,"review_body":"Lekker","order_id":"A.7"})");
}
