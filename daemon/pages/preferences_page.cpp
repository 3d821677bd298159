#include "pages/preferences_page.hpp"

#include <algorithm>
#include <array>

#include "audience/address_form.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "message/language.hpp"
#include "pages/language_names.hpp"
#include "pages/unsubscribe_page.hpp"

namespace lifecycled {
namespace {

using liquid::Array;
using liquid::Object;
using liquid::Value;

std::string new_idempotency_key(Random& random) {
  std::array<unsigned char, 16> bytes{};
  random.fill(bytes);
  return to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

PreferenceQuestion question_of(const PageConfiguration& configuration) {
  return {configuration.channels, configuration.profiling_default};
}

// What a customer types is to be reached from anywhere: a name below a top-level domain, which has no digits.
bool has_public_domain(const std::string& email) {
  const auto dot = email.rfind('.');
  const auto at = email.rfind('@');
  if (dot == std::string::npos || dot < at + 2 || email.size() < dot + 3) return false;
  return email.find_first_of("0123456789[]", dot + 1) == std::string::npos ||
         email.compare(dot + 1, 4, "xn--") == 0;
}

Value text_or_nil(const std::string& text) { return text.empty() ? Value() : Value(text); }

// Whether all channels and topics that the form speaks of are there.
bool knows_all(const Form& form, const PageConfiguration& configuration) {
  const auto is_channel = [&](std::string_view name) {
    return std::ranges::find(configuration.channels, name, &ChannelSettings::name) !=
           configuration.channels.end();
  };
  const auto is_topic = [&](std::string_view name) {
    return std::ranges::find(configuration.topics, name, &TopicSettings::name) != configuration.topics.end();
  };
  return std::ranges::all_of(form.names_after("shown."), is_channel) &&
         std::ranges::all_of(form.names_after("channel."), is_channel) &&
         std::ranges::all_of(form.names_after("shown-topic."), is_topic) &&
         std::ranges::all_of(form.names_after("topic."), is_topic);
}

// In the reader's language, else in the shop's, else in whichever there is.
std::string topic_title(const TopicSettings& topic, const std::string& language,
                        const std::string& shop_language) {
  for (const std::string& wanted : {language, shop_language}) {
    for (const std::string& candidate : language_fallbacks(wanted)) {
      if (const auto title = topic.titles.find(candidate); title != topic.titles.end()) return title->second;
    }
  }
  return topic.titles.empty() ? topic.name : topic.titles.begin()->second;
}

}  // namespace

void PreferencesPage::add_to(Router& router) {
  router.add(Method::Get, "/p/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/p/*", most_form_bytes,
             [this](Request request) { return change(std::move(request)); });
}

std::optional<UnsubscribeLink> PreferencesPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(preferences_purpose, request.tail);
  return payload ? unsubscribe_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Response> PreferencesPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Notice question;
  question.asks_to_keep = !request.query_value("keep").empty();
  Response response = co_await show(std::move(request), *link, std::move(question));
  co_return response;
}

boost::asio::awaitable<Response> PreferencesPage::show(Request request, UnsubscribeLink link, Notice notice) {
  struct Found {
    LinkFacts facts;
    Preferences preferences;
  };
  Visitor visitor(context_, request);
  const Instant now = context_.clock.now();
  auto look = [link, configuration = visitor.configuration, now](Database& database) {
    return Found{link_facts(database, link.customer, link.delivery),
                 preferences_of(database, question_of(*configuration), link.customer, now)};
  };
  std::optional<Found> found;
  try {
    found = co_await context_.store.read(std::move(look));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  if (!found) co_return visitor.failure();
  visitor.know(found->facts);
  visitor.require_proven();
  if (visitor.instead) co_return std::move(*visitor.instead);

  if (notice.chosen) {
    found->preferences = with_choices(std::move(found->preferences), *notice.chosen, now);
    if (notice.chosen->language) visitor.reader.language = *notice.chosen->language;
  }
  visitor.speak("preferences");
  const Preferences& preferences = found->preferences;

  Array channels, topics, languages;
  for (const ChannelChoice& choice : preferences.channels) {
    channels.push_back(
        Object{{"name", choice.name},
               {"label", visitor.channel_label(choice.name)},
               {"address", choice.kind == "webpush" ? Value() : Value(masked_address(choice.address))},
               {"is_on", !notice.stopped && choice.is_on}});
  }
  for (const TopicSettings& topic : visitor.configuration->topics) {
    const auto choice = preferences.topics.find(topic.name);
    topics.push_back(Object{
        {"name", topic.name},
        {"label", topic_title(topic, visitor.reader.language, visitor.configuration->pages.shop().language)},
        {"is_on", choice == preferences.topics.end() || choice->second}});
  }
  for (const std::string& tag : visitor.configuration->pages.languages())
    languages.push_back(Object{{"tag", tag}, {"name", language_name(tag)}});
  const Object facts{
      {"channels", std::move(channels)},
      {"topics", std::move(topics)},
      {"frequency", to_text(preferences.frequency())},
      {"paused_until",
       text_or_nil(preferences.paused_until ? format_instant(*preferences.paused_until) : std::string())},
      {"has_profiling", visitor.configuration->counts_reactions || preferences.may_profile},
      {"may_profile", !notice.stopped && preferences.may_profile},
      {"has_stopped", preferences.has_stopped},
      {"languages", std::move(languages)},
      {"has_address_change", !visitor.configuration->address_channel.empty()},
      {"asks_to_keep", notice.asks_to_keep},
      {"email", notice.email},
      {"done", text_or_nil(notice.done)},
      {"mistake", text_or_nil(notice.mistake)}};
  co_return visitor.page(notice.mistake.empty() ? 200 : 400, "preferences", facts);
}

boost::asio::awaitable<Response> PreferencesPage::change(Request request) {
  const auto link = link_of(request);
  if (!link) co_return Visitor(context_, request).bad_link();
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  visitor.require_proven();
  if (visitor.instead) co_return std::move(*visitor.instead);
  visitor.speak("preferences");
  Form form = Form::read(request.header("content-type"), request.body).value_or(Form());
  std::optional<Notice> notice = co_await apply(visitor, *link, std::move(form), request.client.to_text());
  if (!notice) co_return visitor.failure();
  Response response = co_await show(std::move(request), *link, std::move(*notice));
  co_return response;
}

boost::asio::awaitable<std::optional<PreferencesPage::Notice>> PreferencesPage::apply(Visitor visitor,
                                                                                      UnsubscribeLink link,
                                                                                      Form form,
                                                                                      std::string client) {
  const std::string act = form.value("act");
  const Instant now = context_.clock.now();
  std::optional<Notice> notice;
  if (act == "address") {
    const std::string value(trimmed(form.value("email")));
    const auto normal = normal_address("email", value);
    const std::string& channel = visitor.configuration->address_channel;
    if (!normal || !has_public_domain(*normal) || channel.empty())
      co_return Notice{"", "address", typed_text(value, 254)};
    AddressLinkOrder order{
        channel, std::string(new_address_message),     value,
        *normal, new_idempotency_key(context_.random), visitor.configuration->link_expires_after};
    std::function<AddressLink(Database&)> write = [link, order = std::move(order), now](Database& database) {
      return queue_address_link(database, link.customer, order, now);
    };
    const std::optional<AddressLink> queued = co_await keep(context_, std::move(write));
    if (!queued) co_return notice;
    if (*queued == AddressLink::TooMany) co_return Notice{"", "too_many", ""};
    if (*queued == AddressLink::Own) co_return Notice{"", "own_address", typed_text(value, 254)};
    if (*queued == AddressLink::Gone) co_return Notice{};  // the page then knows nobody
    context_.log.info("page.address_asked", {{"customer", link.customer}});
    if (context_.on_queued) context_.on_queued();
    co_return Notice{"address_sent", "", ""};
  }
  std::function<std::size_t(Database&)> write;
  Notice said;
  if (act == "save") {
    NewPreferences wanted;
    wanted.page_language = visitor.reader.language;
    wanted.client = std::move(client);
    const std::string legend =
        visitor.configuration->pages.text("preferences.channels_legend", visitor.reader);
    for (const ChannelSettings& channel : visitor.configuration->channels) {
      // Only what the form showed can have been chosen.
      if (form.value("shown." + channel.name).empty()) continue;
      wanted.channels.push_back({channel.name, form.value("channel." + channel.name) == "on",
                                 legend + ": " + visitor.channel_label(channel.name)});
    }
    for (const TopicSettings& topic : visitor.configuration->topics) {
      if (form.value("shown-topic." + topic.name).empty()) continue;
      wanted.topics[topic.name] = form.value("topic." + topic.name) == "on";
    }
    wanted.frequency = frequency_from_text(form.value("frequency"));
    const auto languages = visitor.configuration->pages.languages();
    const std::string language = form.value("language");
    const bool is_known = std::ranges::find(languages, language) != languages.end();
    // "Saved" would not be true of what there is not.
    if (!knows_all(form, *visitor.configuration) || (!form.value("frequency").empty() && !wanted.frequency) ||
        (!language.empty() && !is_known))
      co_return Notice{"", "unclear", ""};
    if (is_known && language != visitor.reader.language) wanted.language = language;
    wanted.restarts = form.value("restart") == "on";
    wanted.restart_wording = visitor.configuration->pages.text("preferences.restart_label", visitor.reader);
    if (!form.value("shown-profiling").empty()) {
      wanted.may_profile = form.value("profiling") == "on";
      wanted.profiling_wording =
          visitor.configuration->pages.text("preferences.profiling_label", visitor.reader);
    }
    said.done = "saved";
    said.chosen = wanted;
    write = [link, wanted = std::move(wanted), configuration = visitor.configuration,
             now](Database& database) {
      return save_preferences(database, question_of(*configuration), link, wanted, now);
    };
  } else if (act == "keep") {
    said.done = "kept";
    write = [link, now](Database& database) {
      return keep_in_touch(database, link, now) ? std::size_t{1} : 0;
    };
  } else if (act == "stop" || form.value("List-Unsubscribe") == "One-Click") {
    said.done = "stopped";
    said.stopped = true;
    NoWord word{NoScope::All,
                "preference centre",
                visitor.configuration->pages.text("preferences.stop_button", visitor.reader),
                visitor.reader.language,
                std::move(client),
                visitor.configuration->profiling_default};
    write = [link, word = std::move(word), now](Database& database) {
      return withdraw(database, link, word, now) ? std::size_t{1} : 0;
    };
  } else {
    // A broken form, or somebody's own program: a guess at what is meant could end what is wanted.
    co_return Notice{"", "unclear", ""};
  }
  const std::optional<std::size_t> written = co_await keep(context_, std::move(write));
  if (!written) co_return notice;
  if (*written > 0) {
    context_.log.info("page.preferences_saved", {{"customer", link.customer}, {"changes", *written}});
    if (context_.on_events) context_.on_events();
  }
  co_return said;
}

}  // namespace lifecycled
