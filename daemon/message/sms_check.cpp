#include "message/sms_check.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "message/link_tracking.hpp"
#include "message/sms_parts.hpp"

namespace lifecycled {
namespace {

void set_within(liquid::Object& data, const std::string& whole, const std::string& name,
                liquid::Value value) {
  const liquid::Value* found = data.find(whole);
  if (!found || !found->is_object()) return;
  liquid::Object changed = found->object();
  changed.set(name, std::move(value));
  data.set(whole, liquid::Value(std::move(changed)));
}

}  // namespace

MessageFacts long_facts(const MessageFacts& sample, const std::string& public_url) {
  MessageFacts facts = sample;
  set_within(facts.data, "customer", "first_name", liquid::Value("Marie-Charlotte"));
  set_within(facts.data, "customer", "last_name", liquid::Value("van den Nieuwenhuizen"));
  set_within(facts.data, "order", "total", liquid::Value(12345.5));
  set_within(facts.data, "order", "order_id", liquid::Value("1000000001"));
  const LinkMaker links(public_url.empty() ? "https://mail.shop.example" : public_url,
                        std::make_shared<const TokenSigner>(std::vector<std::string>{"sample"}));
  const MessageLinks made = links.links(1'000'000, 10'000'000, "sms", "1000000001");
  set_within(facts.data, "links", "unsubscribe", liquid::Value(made.unsubscribe));
  set_within(facts.data, "links", "feedback", liquid::Value(made.feedback));
  set_within(facts.data, "links", "preferences", liquid::Value(made.preferences));
  set_within(facts.data, "links", "view_in_browser", liquid::Value(made.view_in_browser));
  return facts;
}

void track_where_dearer(ComposedMessage& longest, const Settings& settings) {
  if (!settings.delivery.track.clicks) return;
  const LinkTracking tracking(settings.http.public_url, settings.shop.url,
                              std::make_shared<const TokenSigner>(std::vector<std::string>{"sample"}));
  ComposedMessage tracked = longest;
  tracking.apply(tracked,
                 {.delivery = 10'000'000, .clicks = true, .opens = false, .channel = "", .campaign = ""},
                 [](const LinkTarget&) { return false; });
  if (tracked.field("text").size() > longest.field("text").size()) longest = std::move(tracked);
}

void check_sms(const MessageTexts& texts, const ComposedMessage& longest, const std::string& language,
               Problems& problems) {
  std::int64_t most = usual_most_parts;
  if (const auto found = texts.values.find(std::string(most_parts_field)); found != texts.values.end()) {
    if (const auto* given = std::get_if<std::int64_t>(&found->second->value)) most = *given;
  }
  const auto text = texts.fields.find("text");
  if (text == texts.fields.end()) return;
  const SmsParts sms = sms_parts(longest.field("text"));
  if (static_cast<std::int64_t>(sms.parts.size()) <= most) return;
  std::string hint = fmt::format("shorten it, or set most_parts = {}", sms.parts.size());
  if (!sms.not_gsm.empty()) {
    std::vector<std::string> shown(
        sms.not_gsm.begin(),
        sms.not_gsm.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(10, sms.not_gsm.size())));
    hint += fmt::format("; {}{} {} not in the GSM alphabet, which leaves 70 characters a part instead of 160",
                        join(shown, " "), shown.size() < sms.not_gsm.size() ? " ..." : "",
                        sms.not_gsm.size() == 1 ? "is" : "are");
  }
  problems.warning(text->second->place,
                   fmt::format("this SMS may take {} parts{}, and {} {} the most", sms.parts.size(),
                               language.empty() ? "" : " in " + language, most, most == 1 ? "is" : "are"),
                   hint);
}

}  // namespace lifecycled
