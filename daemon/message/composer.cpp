#include "message/composer.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>
#include <date/tz.h>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/sanitized.hpp"
#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "message/html_text.hpp"
#include "message/language.hpp"
#include "message/sms_parts.hpp"

namespace lifecycled {
namespace {

// Far beyond what a message needs; a template that asks for more is broken or hostile. Check allows less, so
// that what passes it is also sent from a machine that is a little slower than it was then.
constexpr std::chrono::milliseconds longest_rendering{is_sanitized ? 2500 : 250};
constexpr std::chrono::milliseconds longest_under_check = longest_rendering * 4 / 5;
constexpr std::size_t largest_field = 2 << 20;

// Fields that are one line wherever they go: a line break in a subject would end the header.
bool is_one_line(std::string_view field) { return field != "text" && field != "html"; }

std::string as_one_line(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return out;
}

boost::json::value as_json(const PlainValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* yes = std::get_if<bool>(&value)) return *yes;
  boost::json::array list;
  if (const auto* items = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& item : *items) list.push_back(boost::json::value(item));
  }
  return list;
}

PlainValue from_json(const boost::json::value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_double()) return value.get_double();
  if (value.is_bool()) return value.get_bool();
  std::vector<std::string> items;
  if (value.is_array()) {
    for (const auto& item : value.get_array()) items.push_back(text_of(&item).value_or(""));
  }
  return items;
}

// What a rendered text must not be, or "".
std::string breach(const std::string& name, const FieldRule& rule, const std::string& text) {
  if (text.empty())
    return rule.is_required ? fmt::format("\"{}\" is empty, and the channel needs it", name) : "";
  if (!rule.choices.empty() && std::ranges::find(rule.choices, text) == rule.choices.end()) {
    return fmt::format("\"{}\" must be one of {}, not \"{}\"", name, join(rule.choices, ", "),
                       shortened(text, 40));
  }
  if (!rule.is_url) return "";
  const auto url = boost::urls::parse_absolute_uri(text);
  if (url && !url->encoded_host().empty()) return "";
  return fmt::format("\"{}\" must be a URL such as \"https://shop.example\", not \"{}\"", name,
                     shortened(text, 40));
}

std::string sentence(const liquid::Error& error) {
  return error.hint().empty() ? error.text() : error.text() + "; " + error.hint();
}

// A fact of the customer that is text, or "".
std::string customer_fact(const MessageFacts& facts, std::string_view name) {
  const liquid::Value* customer = facts.data.find("customer");
  const liquid::Value* fact = customer && customer->is_object() ? customer->object().find(name) : nullptr;
  return fact && fact->is_string() ? fact->string() : "";
}

}  // namespace

const std::string& ComposedMessage::field(const std::string& name) const {
  static const std::string absent;
  const auto found = fields.find(name);
  return found == fields.end() ? absent : found->second;
}

std::string ComposedMessage::to_json() const {
  boost::json::object texts;
  for (const auto& [name, text] : fields) texts[name] = text;
  boost::json::object whole{
      {"language", language}, {"unsubscribe", unsubscribe_url}, {"fields", std::move(texts)}};
  if (!values.empty()) {
    boost::json::object others;
    for (const auto& [name, value] : values) others[name] = as_json(value);
    whole["values"] = std::move(others);
  }
  return boost::json::serialize(whole);
}

boost::json::object ComposedMessage::all_fields() const {
  boost::json::object all;
  for (const auto& [name, text] : fields) all[name] = text;
  for (const auto& [name, value] : values) all[name] = as_json(value);
  return all;
}

std::string ComposedMessage::extra_json() const {
  boost::json::object extra = all_fields();
  for (const char* name : {"sender", "subject", "text", "html"}) extra.stable_erase(name);
  return extra.empty() ? "" : boost::json::serialize(extra);
}

ComposedMessage ComposedMessage::from_json(std::string_view json) {
  std::string mistake;
  const auto value = parse_json(json, mistake);
  if (!value) throw std::runtime_error("stored content is damaged: " + mistake);
  ComposedMessage message;
  message.language = text_at(*value, "language").value_or("");
  message.unsubscribe_url = text_at(*value, "unsubscribe").value_or("");
  if (const auto* fields = member(*value, "fields"); fields && fields->is_object()) {
    for (const auto& [name, text] : fields->get_object())
      message.fields[std::string(name)] = text_of(&text).value_or("");
  }
  if (const auto* values = member(*value, "values"); values && values->is_object()) {
    for (const auto& [name, one] : values->get_object())
      message.values[std::string(name)] = lifecycled::from_json(one);
  }
  return message;
}

std::set<std::string, std::less<>> sms_channels(const Settings& settings) {
  std::set<std::string, std::less<>> out;
  for (const ChannelSettings& channel : settings.channels) {
    if (is_sms_channel(channel.name, channel.type)) out.insert(channel.name);
  }
  return out;
}

std::variant<ComposedMessage, ComposeFailure> Composer::compose(std::string_view message,
                                                                std::string_view channel,
                                                                const MessageFacts& facts,
                                                                std::string_view language) const {
  const auto texts = library_.texts(message, channel, language.empty() ? facts.customer_language : language);
  if (!texts) {
    return ComposeFailure{library_.place(message),
                          fmt::format("{} has no text for the channel {}", message, channel)};
  }
  ComposedMessage out;
  out.language = texts->language.empty() ? settings_.shop_language : texts->language;

  liquid::Object data = facts.data;
  liquid::Object about;
  std::string kind;
  if (const liquid::Value* given = facts.data.find("message"); given && given->is_object()) {
    about = given->object();
    if (const liquid::Value* value = about.find("kind"); value && value->is_string()) kind = value->string();
  }
  about.set("language", liquid::Value(out.language));
  liquid::Array tags;
  for (std::string& tag : language_fallbacks(out.language)) tags.emplace_back(std::move(tag));
  about.set("languages", liquid::Value(std::move(tags)));
  about.set("channel", liquid::Value(channel));
  about.set("locale", liquid::Value(formatting_locale(out.language,
                                                      language.empty() ? facts.customer_language : language,
                                                      customer_fact(facts, "country"))));
  data.set("message", liquid::Value(std::move(about)));

  liquid::RenderOptions options;
  options.partials = &library_.partials();
  options.now = [this] { return std::chrono::system_clock::time_point(clock_.now().time_since_epoch()); };
  const std::string own_zone = customer_fact(facts, "time_zone");
  options.zone = date::locate_zone(TimeZone::exists(own_zone) ? own_zone : settings_.shop_time_zone);
  options.strict_variables = settings_.strict;
  const auto allowed = settings_.strict ? longest_under_check : longest_rendering;
  auto begun = settings_.time_spent();
  options.out_of_time = [this, &begun, allowed] { return settings_.time_spent() - begun >= allowed; };
  options.limits.output_bytes = largest_field;

  std::vector<ComposeFailure> failures;
  std::set<std::string, std::less<>> failed;
  std::vector<liquid::Error> errors;
  std::chrono::nanoseconds taken{0};  // by all fields under check
  bool is_beyond_limit = false;
  if (settings_.strict) options.errors = &errors;
  const auto fail = [&](const std::string& field, const Place& place, std::string text) {
    failures.push_back({place, std::move(text)});
    failed.insert(field);
  };
  const auto render = [&](const std::string& field, const MessageTemplate& text, bool html,
                          const std::vector<liquid::Fault>& only = {}) {
    options.escape_html = html;
    // Under check, one field that takes for ever says nothing of the others.
    if (settings_.strict) begun = settings_.time_spent();
    std::string rendered;
    try {
      rendered = text.source.render(data, options);
    } catch (const liquid::Error& error) {
      if (error.fault() == liquid::Fault::limit) is_beyond_limit = true;
      errors.push_back(error);
    }
    taken += settings_.time_spent() - begun;
    for (const liquid::Error& error : errors)
      if (only.empty() || std::ranges::find(only, error.fault()) != only.end())
        fail(field, library_.place_of(text, error.place()), sentence(error));
    errors.clear();
    return rendered;
  };
  const auto judge = [&](const std::string& field, const MessageTemplate& text, const std::string& rendered) {
    if (failed.contains(field)) return;
    if (std::string wrong = breach(field, text.rule, rendered); !wrong.empty())
      fail(field, text.place, std::move(wrong));
  };
  for (const auto& [name, text] : texts->fields) {
    std::string rendered = render(name, *text, name == "html");
    out.fields[name] = is_one_line(name) ? as_one_line(rendered) : std::move(rendered);
    judge(name, *text, out.fields[name]);
  }
  if (settings_.strict) {
    // Of what has mistakes already, only what else there is not: the rest may follow from them.
    for (const auto& [name, text] : texts->unread) {
      if (text->unsure.empty())
        render(name, *text, name == "html", {liquid::Fault::undefined, liquid::Fault::partial});
    }
  }
  for (const auto& [name, value] : texts->values) {
    out.values[name] = value->value;
    if (!std::holds_alternative<std::vector<std::string>>(value->value)) continue;
    std::vector<std::string> items;
    for (const MessageTemplate& item : value->items) {
      items.push_back(as_one_line(render(name, item, false)));
      judge(name, item, items.back());
    }
    out.values[name] = std::move(items);
  }
  if (const std::string layout_name = out.field("layout"); !layout_name.empty()) {
    const MessageTemplate* layout = library_.layout(layout_name);
    const bool has_html = out.fields.contains("html");
    if (!layout && (has_html || settings_.strict)) {
      fail("html", texts->fields.at("layout")->place,
           fmt::format("there is no layout \"{}\"{}", layout_name, library_.like_layout(layout_name)));
    } else if (layout && has_html) {
      data.set("content", liquid::Value::safe(out.field("html")));
      data.set("preheader", liquid::Value(out.field("preheader")));
      out.fields["html"] = render("html", *layout, true);
    }
  }
  if (settings_.strict && taken >= allowed && !is_beyond_limit)
    failures.push_back({library_.place(message), "the texts of this message together take too long"});
  for (const std::string& field : failed) {
    out.fields.erase(field);
    out.values.erase(field);
  }
  if (is_sms_channel(channel, "") || settings_.sms_channels.contains(channel)) {
    out.fields["text"] = with_plain_blanks(out.field("text"));
    out.values.erase("most_parts");  // for check alone
  }
  // Without the html nobody knows what its text would be.
  if (failed.contains("html") && trimmed(out.field("text")).empty()) failed.insert("text");
  const bool lacks_text = trimmed(out.field("text")).empty() && !failed.contains("text");
  if (const std::string& html = out.field("html"); !html.empty() && lacks_text)
    out.fields["text"] = text_from_html(html, out.language);
  out.fields.erase("layout");
  out.fields.erase("preheader");
  if (kind != "transactional") {
    if (const liquid::Value* links = data.find("links"); links && links->is_object()) {
      if (const auto* url = links->object().find("unsubscribe"); url && url->is_string())
        out.unsubscribe_url = url->string();
    }
  }
  if (failures.empty()) return out;
  ComposeFailure first = failures.front();
  first.more.assign(failures.begin() + 1, failures.end());
  first.failed = std::move(failed);
  first.rest = std::move(out);
  return first;
}

}  // namespace lifecycled
