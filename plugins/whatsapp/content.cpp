#include "content.hpp"

#include <algorithm>
#include <string_view>

#include "lifecycled/gsm7.hpp"
#include "lifecycled/one_line.hpp"
#include "support/json_fields.hpp"
#include "template_language.hpp"

namespace whatsapp {
namespace {

namespace json = boost::json;
using namespace plugin_support;

// In characters, as Meta counts them.
constexpr std::size_t longest_text = 4096, longest_caption = 1024, longest_reply = 20, most_replies = 3,
                      most_buttons = 10;

std::size_t length(const std::string& text) { return lifecycled::plugin::characters_of(text).size(); }

// A parameter is part of a line: Meta refuses line breaks, tabs and more than four blanks in a row.
std::string in_line(const std::string& text) {
  std::string line = lifecycled::plugin::one_line(text.c_str());
  const auto both_blank = [](char a, char b) { return a == ' ' && b == ' '; };
  line.erase(std::unique(line.begin(), line.end(), both_blank), line.end());
  const std::size_t begin = line.find_first_not_of(' ');
  return begin == line.npos ? "" : line.substr(begin, line.find_last_not_of(' ') + 1 - begin);
}

std::string place_of(std::size_t index) { return std::to_string(index + 1); }

Header header_of(const json::value& fields) {
  const std::pair<const char*, HeaderKind> kinds[] = {{"header_text", HeaderKind::text},
                                                      {"header_image", HeaderKind::image},
                                                      {"header_video", HeaderKind::video},
                                                      {"header_document", HeaderKind::document}};
  Header out;
  for (const auto& [field, kind] : kinds) {
    const std::string value = in_line(text_at(fields, field));
    if (value.empty()) continue;
    if (out.kind != HeaderKind::none) throw BadContent("the message has two headers; a template has one");
    out.kind = kind;
    out.value = value;
  }
  if (out.kind == HeaderKind::document) out.file_name = in_line(text_at(fields, "document_name"));
  return out;
}

std::vector<Parameter> body_of(const json::value& fields) {
  const std::vector<std::string> texts = texts_at(fields, "body"), names = texts_at(fields, "body_names");
  if (!names.empty() && names.size() != texts.size())
    throw BadContent("body has " + std::to_string(texts.size()) + " texts and body_names " +
                     std::to_string(names.size()) + " names");
  std::vector<Parameter> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Parameter one{names.empty() ? "" : names[i], in_line(texts[i])};
    if (one.text.empty())
      throw BadContent("body's text " + place_of(i) + " is empty, which WhatsApp refuses; give it a default");
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<Button> buttons_of(const json::value& fields) {
  const std::vector<std::string> texts = texts_at(fields, "buttons");
  if (texts.size() > most_buttons) throw BadContent("buttons are more than ten, and a template has no more");
  std::vector<Button> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string text = in_line(texts[i]);
    if (text == "fixed") continue;
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string kind = text.substr(0, colon),
                      value = colon < text.size() ? in_line(text.substr(colon + 1)) : "";
    if (kind != "url" && kind != "reply")
      throw BadContent("button " + place_of(i) + " must be \"url:...\", \"reply:...\" or \"fixed\"");
    if (value.empty()) throw BadContent("button " + place_of(i) + " has nothing after \"" + kind + ":\"");
    out.push_back({i, kind == "url" ? ButtonKind::url : ButtonKind::reply, value});
  }
  return out;
}

FreeText free_of(const lc_message& message, const json::value& fields, const Header& header) {
  FreeText out;
  out.text = message.text;
  if (out.text.empty()) return out;
  for (const std::string& text : texts_at(fields, "replies")) {
    const std::string reply = in_line(text);
    if (reply.empty()) continue;
    if (length(reply) > longest_reply)
      throw BadContent("the answer \"" + reply + "\" has more than 20 characters");
    if (std::find(out.replies.begin(), out.replies.end(), reply) != out.replies.end())
      throw BadContent("the answer \"" + reply + "\" is there twice");
    out.replies.push_back(reply);
  }
  if (out.replies.size() > most_replies)
    throw BadContent("replies are more than three, and WhatsApp shows no more");
  const json::value* previews = member(fields, "preview_url");
  out.previews_url = previews != nullptr && previews->is_bool() && previews->get_bool();
  const bool is_caption =
      !out.replies.empty() || (header.kind != HeaderKind::none && header.kind != HeaderKind::text);
  const std::size_t most = is_caption ? longest_caption : longest_text, count = length(out.text);
  if (count > most)
    throw BadContent("the text has " + std::to_string(count) + " characters, and WhatsApp takes " +
                     std::to_string(most) + (is_caption ? " with a header or answers" : ""));
  return out;
}

}  // namespace

Content content_of(const lc_message& message) {
  const json::value fields = fields_of(message);
  Content out;
  out.header = header_of(fields);
  out.free = free_of(message, fields, out.header);
  out.by_template.name = in_line(text_at(fields, "template"));
  if (out.by_template.name.empty()) {
    if (out.free.text.empty()) throw BadContent("the message has neither a template nor a text");
    return out;
  }
  const std::string language = in_line(text_at(fields, "template_language"));
  out.by_template.language = language.empty() ? template_language(message.language) : language;
  out.by_template.body = body_of(fields);
  out.by_template.buttons = buttons_of(fields);
  return out;
}

}  // namespace whatsapp
