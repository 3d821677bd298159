#include "content.hpp"

#include <doctest/doctest.h>

using namespace whatsapp;

namespace {

Content content(const char* fields, const char* text = "", const char* language = "nl") {
  lc_message message{};
  message.struct_size = sizeof message;
  message.text = text;
  message.language = language;
  message.extra_json = fields;
  return content_of(message);
}

std::string refusal(const char* fields, const std::string& text = "") {
  try {
    content(fields, text.c_str());
  } catch (const BadContent& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a template has the language of the message, unless it names one") {
  CHECK(content(R"({"template": "order_thanks"})").by_template.language == "nl");
  CHECK(content(R"({"template": "order_thanks"})", "", "en-GB").by_template.language == "en_GB");
  CHECK(content(R"({"template": "t", "template_language": "en_US"})").by_template.language == "en_US");
}

TEST_CASE("texts in a template are parts of a line") {
  const Content one = content(R"({"template": "t", "body": [" Anna\n\tde   Vries ", "1001"]})");
  REQUIRE(one.by_template.body.size() == 2);
  CHECK(one.by_template.body[0].text == "Anna de Vries");
  CHECK(one.by_template.body[0].name.empty());
  CHECK(one.by_template.body[1].text == "1001");
  const Content named = content(R"({"template": "t", "body": ["Anna"], "body_names": ["first_name"]})");
  CHECK(named.by_template.body[0].name == "first_name");
}

TEST_CASE("buttons have their places among all of the template's") {
  const Content one =
      content(R"({"template": "t", "buttons": ["fixed", "url:orders/1001?a=b:c", "reply: STOP "]})");
  REQUIRE(one.by_template.buttons.size() == 2);
  CHECK(one.by_template.buttons[0].place == 1);
  CHECK(one.by_template.buttons[0].kind == ButtonKind::url);
  CHECK(one.by_template.buttons[0].value == "orders/1001?a=b:c");
  CHECK(one.by_template.buttons[1].place == 2);
  CHECK(one.by_template.buttons[1].kind == ButtonKind::reply);
  CHECK(one.by_template.buttons[1].value == "STOP");
}

TEST_CASE("a message has one header") {
  const Content one = content(
      R"({"template": "t", "header_document": "https://s.example/a.pdf", "document_name": "Invoice.pdf"})");
  CHECK(one.header.kind == HeaderKind::document);
  CHECK(one.header.value == "https://s.example/a.pdf");
  CHECK(one.header.file_name == "Invoice.pdf");
  CHECK(content(R"({"template": "t", "header_text": "Anna"})").header.kind == HeaderKind::text);
  CHECK(refusal(R"({"template": "t", "header_text": "a", "header_image": "https://s.example/a.png"})") ==
        "the message has two headers; a template has one");
}

TEST_CASE("free text has answers and may show its link") {
  const Content one = content(R"({"replies": ["Yes", "", "No"], "preview_url": true})", "Are you happy?");
  CHECK(one.free.text == "Are you happy?");
  CHECK(one.free.replies == std::vector<std::string>{"Yes", "No"});
  CHECK(one.free.previews_url);
  CHECK(one.by_template.name.empty());
}

TEST_CASE("what Meta would refuse is refused here, with what is wrong") {
  CHECK(refusal("{}") == "the message has neither a template nor a text");
  CHECK(refusal(R"({"template": " "})") == "the message has neither a template nor a text");
  CHECK(refusal(R"({"template": "t", "body": ["a", " \n "]})") ==
        "body's text 2 is empty, which WhatsApp refuses; give it a default");
  CHECK(refusal(R"({"template": "t", "body": ["a"], "body_names": ["b", "c"]})") ==
        "body has 1 texts and body_names 2 names");
  CHECK(refusal(R"({"template": "t", "buttons": ["call"]})") ==
        "button 1 must be \"url:...\", \"reply:...\" or \"fixed\"");
  CHECK(refusal(R"({"template": "t", "buttons": ["fixed", "url:"]})") ==
        "button 2 has nothing after \"url:\"");
  CHECK(refusal(
            R"({"template": "t", "buttons": ["fixed","fixed","fixed","fixed","fixed","fixed","fixed","fixed",
                    "fixed","fixed","fixed"]})") == "buttons are more than ten, and a template has no more");
  CHECK(refusal(R"({"replies": ["a", "b", "c", "d"]})", "x") ==
        "replies are more than three, and WhatsApp shows no more");
  CHECK(refusal(R"({"replies": ["012345678901234567890"]})", "x") ==
        "the answer \"012345678901234567890\" has more than 20 characters");
  CHECK(refusal(R"({"replies": ["a", "a"]})", "x") == "the answer \"a\" is there twice");
  CHECK_THROWS_AS(content("[]"), std::invalid_argument);
}

TEST_CASE("lengths are counted in characters") {
  std::string text;
  for (int i = 0; i < 4096; ++i) text += "é";
  CHECK(refusal("{}", text).empty());
  CHECK(refusal("{}", text + "é") == "the text has 4097 characters, and WhatsApp takes 4096");
  CHECK(refusal(R"({"header_image": "https://s.example/a.png"})", text) ==
        "the text has 4096 characters, and WhatsApp takes 1024 with a header or answers");
  CHECK(refusal(R"({"replies": ["éééééééééééééééééééé"]})", "x").empty());
}
