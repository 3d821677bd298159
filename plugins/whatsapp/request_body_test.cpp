#include "request_body.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

using namespace whatsapp;
namespace json = boost::json;

namespace {

const std::string to = "+31612345678";

Content thanks() {
  Content content;
  content.by_template.name = "order_thanks";
  content.by_template.language = "en_US";
  return content;
}

bool is_same(const std::string& body, const char* expected) {
  return json::parse(body) == json::parse(expected);
}

}  // namespace

TEST_CASE("a template with nothing in it") {
  CHECK(is_same(template_body(to, thanks(), "key-1"), R"({
    "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "template",
    "template": {"name": "order_thanks", "language": {"code": "en_US", "policy": "deterministic"}},
    "biz_opaque_callback_data": "key-1"})"));
}

TEST_CASE("a template with a picture, texts and buttons") {
  Content content = thanks();
  content.header = {HeaderKind::image, "https://shop.example/cup.png", ""};
  content.by_template.body = {{"", "Anna"}, {"", "a \"cup\""}};
  content.by_template.buttons = {{0, ButtonKind::url, "orders/1001"}, {2, ButtonKind::reply, "STOP"}};
  CHECK(is_same(template_body(to, content, "key-1"), R"({
    "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "template",
    "template": {"name": "order_thanks", "language": {"code": "en_US", "policy": "deterministic"}, "components": [
      {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://shop.example/cup.png"}}]},
      {"type": "body", "parameters": [{"type": "text", "text": "Anna"}, {"type": "text", "text": "a \"cup\""}]},
      {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "orders/1001"}]},
      {"type": "button", "sub_type": "quick_reply", "index": "2", "parameters": [{"type": "payload", "payload": "STOP"}]}
    ]}, "biz_opaque_callback_data": "key-1"})"));
}

TEST_CASE("headers of text and of a document, and parameters with names") {
  Content content = thanks();
  content.header = {HeaderKind::text, "Anna", ""};
  content.by_template.body = {{"first_name", "Anna"}};
  const json::value named = json::parse(template_body(to, content, "k")).at("template");
  CHECK(named.at("components").at(0) ==
        json::parse(R"({"type": "header", "parameters": [{"type": "text", "text": "Anna"}]})"));
  CHECK(named.at("components").at(1).at("parameters").at(0) ==
        json::parse(R"({"type": "text", "parameter_name": "first_name", "text": "Anna"})"));
  content.header = {HeaderKind::document, "https://shop.example/a.pdf", "Invoice.pdf"};
  CHECK(
      json::parse(template_body(to, content, "k")).at_pointer("/template/components/0/parameters/0") ==
      json::parse(
          R"({"type": "document", "document": {"link": "https://shop.example/a.pdf", "filename": "Invoice.pdf"}})"));
}

TEST_CASE("free text alone, below a film, and with answers") {
  Content content;
  content.free.text = "Look:\nhttps://shop.example";
  content.free.previews_url = true;
  CHECK(is_same(free_text_body(to, content), R"({
    "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "text",
    "text": {"body": "Look:\nhttps://shop.example", "preview_url": true}})"));
  content.header = {HeaderKind::video, "https://shop.example/film.mp4", ""};
  CHECK(is_same(free_text_body(to, content), R"({
    "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "video",
    "video": {"link": "https://shop.example/film.mp4", "caption": "Look:\nhttps://shop.example"}})"));
  content.free.replies = {"Yes", "No"};
  CHECK(is_same(free_text_body(to, content), R"({
    "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+31612345678", "type": "interactive",
    "interactive": {"type": "button", "header": {"type": "video", "video": {"link": "https://shop.example/film.mp4"}},
      "body": {"text": "Look:\nhttps://shop.example"},
      "action": {"buttons": [{"type": "reply", "reply": {"id": "Yes", "title": "Yes"}},
                             {"type": "reply", "reply": {"id": "No", "title": "No"}}]}}})"));
}
