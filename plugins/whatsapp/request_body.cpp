#include "request_body.hpp"

#include <boost/json.hpp>

namespace whatsapp {
namespace {

namespace json = boost::json;

json::object message_to(const std::string& to, const char* type) {
  return {{"messaging_product", "whatsapp"}, {"recipient_type", "individual"}, {"to", to}, {"type", type}};
}

const char* type_of(HeaderKind kind) {
  switch (kind) {
    case HeaderKind::text:
      return "text";
    case HeaderKind::image:
      return "image";
    case HeaderKind::video:
      return "video";
    case HeaderKind::document:
      return "document";
    case HeaderKind::none:
      break;
  }
  return "";
}

json::object media_of(const Header& header) {
  json::object media{{"link", header.value}};
  if (!header.file_name.empty()) media["filename"] = header.file_name;
  return media;
}

// {"type": "image", "image": {"link": ...}}, as a template's parameter and an interactive message's header.
json::object header_of(const Header& header) {
  const char* const type = type_of(header.kind);
  json::object out{{"type", type}};
  if (header.kind == HeaderKind::text) {
    out[type] = header.value;
  } else {
    out[type] = media_of(header);
  }
  return out;
}

json::object parameter_of(const Parameter& parameter) {
  json::object out{{"type", "text"}, {"text", parameter.text}};
  if (!parameter.name.empty()) out["parameter_name"] = parameter.name;
  return out;
}

json::object component_of(const Button& button) {
  const bool is_url = button.kind == ButtonKind::url;
  const json::object parameter = is_url ? json::object{{"type", "text"}, {"text", button.value}}
                                        : json::object{{"type", "payload"}, {"payload", button.value}};
  return {{"type", "button"},
          {"sub_type", is_url ? "url" : "quick_reply"},
          {"index", std::to_string(button.place)},
          {"parameters", json::array{parameter}}};
}

json::array components_of(const Content& content) {
  json::array out;
  if (content.header.kind != HeaderKind::none)
    out.push_back(json::object{{"type", "header"}, {"parameters", json::array{header_of(content.header)}}});
  if (!content.by_template.body.empty()) {
    json::array parameters;
    for (const Parameter& parameter : content.by_template.body) parameters.push_back(parameter_of(parameter));
    out.push_back(json::object{{"type", "body"}, {"parameters", std::move(parameters)}});
  }
  for (const Button& button : content.by_template.buttons) out.push_back(component_of(button));
  return out;
}

json::object interactive_of(const Content& content) {
  json::array buttons;
  for (const std::string& reply : content.free.replies)
    buttons.push_back(
        json::object{{"type", "reply"}, {"reply", json::object{{"id", reply}, {"title", reply}}}});
  json::object out{{"type", "button"},
                   {"body", json::object{{"text", content.free.text}}},
                   {"action", json::object{{"buttons", std::move(buttons)}}}};
  // A text above is the template's own parameter.
  if (content.header.kind != HeaderKind::none && content.header.kind != HeaderKind::text)
    out["header"] = header_of(content.header);
  return out;
}

}  // namespace

std::string template_body(const std::string& to, const Content& content, const std::string& key) {
  json::object named{
      {"name", content.by_template.name},
      {"language", json::object{{"code", content.by_template.language}, {"policy", "deterministic"}}}};
  if (json::array components = components_of(content); !components.empty())
    named["components"] = std::move(components);
  json::object body = message_to(to, "template");
  body["template"] = std::move(named);
  body["biz_opaque_callback_data"] = key;
  return json::serialize(body);
}

std::string free_text_body(const std::string& to, const Content& content) {
  if (!content.free.replies.empty()) {
    json::object body = message_to(to, "interactive");
    body["interactive"] = interactive_of(content);
    return json::serialize(body);
  }
  if (content.header.kind != HeaderKind::none && content.header.kind != HeaderKind::text) {
    const char* const type = type_of(content.header.kind);
    json::object body = message_to(to, type);
    json::object media = media_of(content.header);
    media["caption"] = content.free.text;
    body[type] = std::move(media);
    return json::serialize(body);
  }
  json::object body = message_to(to, "text");
  body["text"] = json::object{{"body", content.free.text}, {"preview_url", content.free.previews_url}};
  return json::serialize(body);
}

}  // namespace whatsapp
