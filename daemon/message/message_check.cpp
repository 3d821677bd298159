#include "message/message_check.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "message/composer.hpp"
#include "message/fact_check.hpp"
#include "message/html_links.hpp"
#include "message/own_messages.hpp"
#include "message/product_facts.hpp"
#include "message/reply_messages.hpp"
#include "message/sms_check.hpp"
#include "message/sms_parts.hpp"

namespace lifecycled {
namespace {

// By whom a message is sent, and as what.
struct Use {
  MessageKind kind = MessageKind::Marketing;
  std::string campaign_title;
};

class Checker {
 public:
  Checker(const Configuration& configuration, const MessageLibrary& library, Problems& problems)
      : configuration_(configuration), library_(library), problems_(problems), clock_(Instant{}) {}

  void check() {
    for (const CampaignDefinition& campaign : configuration_.campaigns) {
      for (const CampaignStep& step : campaign.steps) {
        for (const PlacedName& message : messages_of(step.action))
          check_send(campaign, *sending(step.action), message);
        if (const auto* call = std::get_if<CallAction>(&step.action)) check_call(call->channel);
      }
    }
    if (library_.contains(std::string(new_address_message)))
      uses_[std::string(new_address_message)] = {MessageKind::Confirmation, ""};
    for (const std::string_view reply : reply_messages) {
      if (library_.contains(std::string(reply))) uses_[std::string(reply)] = {MessageKind::Transactional, ""};
    }
    for (const std::string& message : library_.names()) {
      // A message that nobody sends yet is checked as the strictest kind.
      if (!uses_.contains(message)) uses_[message] = {MessageKind::Marketing, ""};
      for (const std::string& channel : library_.channels(message)) check_texts(message, channel);
    }
  }

 private:
  // Another system of the shop must be there to be told.
  void check_call(const PlacedName& channel) {
    const ChannelSettings* settings = configuration_.settings.channel(channel.name);
    if (!settings) {
      problems_.error(channel.place, fmt::format("there is no channel \"{}\" to call", channel.name),
                      did_you_mean(channel.name, channel_names()));
    } else if (settings->reaches != "shop") {
      problems_.error(channel.place, fmt::format("the channel \"{}\" reaches customers", channel.name),
                      "\"call\" wants one with reaches = \"shop\"");
    }
  }

  void check_send(const CampaignDefinition& campaign, const SendAction& send, const PlacedName& message) {
    const std::string& name = message.name;
    if (!library_.contains(name)) {
      const std::string nearest = nearest_message(name);
      problems_.error(message.place, fmt::format("there is no message \"{}\"", name),
                      nearest.empty() ? fmt::format("write it as messages/{}.toml", name) : nearest);
      return;
    }
    const auto texts = library_.channels(name);
    const bool reachable =
        send.channels.empty() || std::ranges::any_of(send.channels, [&](const PlacedName& channel) {
          return configuration_.settings.channel(channel.name) &&
                 std::ranges::find(texts, channel.name) != texts.end();
        });
    if (!reachable) say_unreachable(send, message);
    for (const PlacedName& channel : send.channels) {
      if (!reachable) break;  // has been said
      const bool configured = configuration_.settings.channel(channel.name) != nullptr;
      const bool written = std::ranges::find(texts, channel.name) != texts.end();
      if (!configured) {
        problems_.warning(
            channel.place,
            fmt::format("the channel \"{}\" is not configured and is passed over", channel.name),
            did_you_mean(channel.name, channel_names()));
      } else if (!written) {
        problems_.warning(channel.place,
                          fmt::format("{} has no text for the channel \"{}\"", name, channel.name),
                          fmt::format("add a table [{}] to messages/{}.toml", channel.name, name));
      }
    }
    Use& use = uses_[name];
    use.campaign_title = campaign.title;
    const MessageKind kind = send.kind.value_or(campaign.kind);
    // Sent as both, it must hold to the stricter rules.
    use.kind = seen_.insert(name).second || kind == MessageKind::Marketing ? kind : use.kind;
  }

  // Of the same last word, where none is alike as a whole: consent/confirm for welcome/confirm.
  std::string nearest_message(const std::string& name) const {
    const auto names = library_.names();
    if (std::string near = did_you_mean(name, names); !near.empty()) return near;
    const auto slash = name.rfind('/');
    if (slash == std::string::npos) return "";
    for (const std::string& known : names) {
      if (known.ends_with(name.substr(slash))) return fmt::format("did you mean \"{}\"?", known);
    }
    return "";
  }

  // One line, at the first channel: what is wrong with each of them, and what may have been meant.
  void say_unreachable(const SendAction& send, const PlacedName& message) {
    std::vector<std::string> reasons;
    std::string hint;
    for (const PlacedName& channel : send.channels) {
      const bool is_configured = configuration_.settings.channel(channel.name) != nullptr;
      reasons.push_back(fmt::format("{} \"{}\"", is_configured ? "it has no text for" : "there is no channel",
                                    channel.name));
      if (!is_configured && hint.empty()) hint = did_you_mean(channel.name, channel_names());
    }
    problems_.error(
        send.channels.front().place,
        fmt::format("\"{}\" can be sent on none of its channels: {}", message.name, join(reasons, ", ")),
        hint.empty() ? "configure one of them, or add a text for one that is" : hint);
  }

  std::vector<std::string> channel_names() const {
    std::vector<std::string> out;
    for (const ChannelSettings& channel : configuration_.settings.channels) out.push_back(channel.name);
    return out;
  }

  void check_texts(const std::string& message, const std::string& channel) {
    const ShopSettings& shop = configuration_.settings.shop;
    const Use& use = uses_.at(message);
    const Composer composer(library_, clock_, {shop.language, shop.time_zone, true, sms_});
    const MessageFacts facts = sample_facts(shop, use.kind, use.campaign_title);
    auto languages = library_.languages(message);
    languages.insert(languages.begin(), "");
    liquid::Object known = facts.data;
    for (const char* composers : {"content", "preheader"}) known.set(composers, liquid::Value(""));
    liquid::Object about = facts.data.find("message")->object();
    for (const char* composers : {"language", "languages", "locale", "channel"})
      about.set(composers, liquid::Value(""));
    known.set("message", liquid::Value(std::move(about)));
    for (const std::string& language : languages) {
      check_names(message, channel, language, known);
      const auto result =
          composer.compose(message, channel, facts, language.empty() ? std::string(base_language) : language);
      const auto* failure = std::get_if<ComposeFailure>(&result);
      if (failure) {
        say(*failure);
        for (const ComposeFailure& other : failure->more) say(other);
      }
      check_result({message, channel, language}, use.kind, result);
      const bool has_text = !failure || !failure->failed.contains("text");
      if (has_text && (is_sms_channel(channel, "") || sms_.contains(channel)))
        check_parts(composer, message, channel, language, facts);
    }
  }

  // Unless the same place has been told of by its name.
  void say(const ComposeFailure& failure) {
    if (!told_.contains(failure.place)) problems_.error(failure.place, failure.text);
  }

  void check_names(const std::string& message, const std::string& channel, const std::string& language,
                   const liquid::Object& known) {
    const auto texts =
        library_.texts(message, channel, language.empty() ? std::string(base_language) : language);
    if (!texts) return;
    const auto check_one = [&](const std::string& field, const MessageTemplate& text) {
      check_pictures(field, channel, text);
      check_facts(text, library_, known, told_, problems_);
    };
    for (const auto& [name, text] : texts->fields) check_one(name, *text);
    for (const auto& [name, text] : texts->unread) check_one(name, *text);
    for (const auto& [name, value] : texts->values)
      for (const MessageTemplate& item : value->items) check_one(name, item);
    if (const auto layout = texts->fields.find("layout"); layout != texts->fields.end()) {
      if (const MessageTemplate* frame = library_.layout(layout->second->source.source()))
        check_facts(*frame, library_, known, told_, problems_);
    }
  }

  // Pictures travel with the html of mails alone; elsewhere people would read what stands for them.
  void check_pictures(const std::string& field, const std::string& channel, const MessageTemplate& text) {
    if (field == "html" && is_mail(channel)) return;
    for (const char* filter : {"qr", "picture"}) {
      for (const liquid::Place& use : text.source.uses_of(filter)) {
        const Place place = library_.place_of(text, use);
        told_.insert(place);
        problems_.error(
            place,
            fmt::format("\"{}\" makes a picture for the html of a mail, and this is the {} of [{}]", filter,
                        field, channel),
            "print the text itself, or a link");
      }
    }
  }

  bool is_mail(const std::string& channel) const {
    const ChannelSettings* settings = configuration_.settings.channel(channel);
    return channel == "email" || (settings && settings->reaches == "email");
  }

  void check_parts(const Composer& composer, const std::string& message, const std::string& channel,
                   const std::string& language, const MessageFacts& facts) {
    const std::string asked = language.empty() ? std::string(base_language) : language;
    auto result =
        composer.compose(message, channel, long_facts(facts, configuration_.settings.http.public_url), asked);
    const auto texts = library_.texts(message, channel, asked);
    auto* failure = std::get_if<ComposeFailure>(&result);
    if (!texts || (failure && failure->failed.contains("text"))) return;
    ComposedMessage* longest = failure ? &failure->rest : &std::get<ComposedMessage>(result);
    // A language without a text of its own has the first one's, which has been judged.
    const auto first = library_.texts(message, channel, base_language);
    const auto text_of_it = [](const MessageTexts& of) {
      const auto found = of.fields.find("text");
      return found == of.fields.end() ? nullptr : found->second;
    };
    if (!language.empty() && first && text_of_it(*first) == text_of_it(*texts)) return;
    track_where_dearer(*longest, configuration_.settings);
    check_sms(*texts, *longest, language, problems_);
  }

  struct Subject {
    const std::string& message;
    const std::string& channel;
    const std::string& language;
  };

  // A field that failed has been told of, and is not missing as well.
  void check_result(const Subject& subject, MessageKind kind,
                    const std::variant<ComposedMessage, ComposeFailure>& result) {
    const auto& [message, channel, language] = subject;
    const auto* failure = std::get_if<ComposeFailure>(&result);
    const ComposedMessage& composed = failure ? failure->rest : std::get<ComposedMessage>(result);
    const auto failed = [failure](const char* field) { return failure && failure->failed.contains(field); };
    if (!is_mail(channel)) return;
    const Place place = place_of(message, channel, language);
    const std::string in_language = language.empty() ? "" : fmt::format(" in {}", language);
    if (composed.field("subject").empty() && !failed("subject") &&
        !has_unread_text(message, channel, {"subject"})) {
      const auto texts = library_.texts(message, channel, language);
      const auto subject_text = texts->fields.find("subject");
      problems_.error(subject_text == texts->fields.end() ? place : subject_text->second->place,
                      fmt::format("the mail has no subject{}", in_language));
    }
    if (composed.field("text").empty() && composed.field("html").empty() && !failed("text") &&
        !failed("html") && !has_unread_text(message, channel, {"html", "text"})) {
      problems_.error(place, fmt::format("the mail has neither text nor html{}", in_language));
    }
    check_shown_pictures(place, in_language, composed.field("html"));
    if (kind != MessageKind::Marketing) return;
    if (configuration_.settings.shop.postal_address.empty()) {
      problems_.error(configuration_.settings.shop.place, "marketing mail needs the shop's postal address",
                      "set address in [shop]");
    }
    for (const char* part : {"html", "text"}) {
      const std::string& text = composed.field(part);
      // A text that is made of the html lacks what that lacks.
      if (text.empty() || (std::string_view(part) == "text" && !is_written(message, channel, language, part)))
        continue;
      if (text.find("https://shop.example/u/sample") == std::string::npos) {
        problems_.error(
            place, fmt::format("this marketing mail has no unsubscribe link in its {}{}", part, in_language),
            "add {{ links.unsubscribe }}");
      }
      if (!shows_address(text)) {
        problems_.error(place,
                        fmt::format("this marketing mail does not show the shop's postal address in its {}{}",
                                    part, in_language),
                        "add {{ shop.address }}");
      }
    }
  }

  bool is_written(const std::string& message, const std::string& channel, const std::string& language,
                  const char* field) const {
    const auto texts =
        library_.texts(message, channel, language.empty() ? std::string(base_language) : language);
    return texts && texts->fields.contains(field);
  }

  // Gmail, Outlook and others drop pictures that stand in the html itself.
  void check_shown_pictures(const Place& place, const std::string& in_language, const std::string& html) {
    const auto tags = html_tags(html);
    const bool has_data = std::ranges::any_of(tags, [](const HtmlTag& tag) {
      const std::string url = lower_ascii(trimmed(tag.url));
      return tag.name == "img" && url.starts_with("data:") && !url.starts_with(sample_picture_start);
    });
    if (has_data)
      problems_.warning(
          place, fmt::format("the html{} has a picture as data:, which Gmail does not show", in_language),
          "put it into messages/pictures and write {{ \"NAME\" | picture }}, or name its https address");
  }

  // A text that cannot be read is missing from the library; its own mistake says enough.
  bool has_unread_text(const std::string& message, const std::string& channel,
                       std::initializer_list<const char*> parts) const {
    const auto& all = configuration_.messages.messages;
    const auto definition = std::ranges::find(all, message, &MessageDefinition::name);
    if (definition == all.end()) return false;
    const auto fields = definition->channels.find(channel);
    if (fields == definition->channels.end()) return false;
    const auto read = library_.texts(message, channel, base_language);
    return std::ranges::any_of(parts, [&](const char* part) {
      return fields->second.contains(part) && !(read && read->fields.contains(part));
    });
  }

  // As it is, or as HTML shows it.
  bool shows_address(const std::string& text) const {
    const std::string& address = configuration_.settings.shop.postal_address;
    std::string escaped;
    for (const char c : address) {
      switch (c) {
        case '&':
          escaped += "&amp;";
          break;
        case '<':
          escaped += "&lt;";
          break;
        case '>':
          escaped += "&gt;";
          break;
        case '"':
          escaped += "&quot;";
          break;
        case '\'':
          escaped += "&#39;";
          break;
        default:
          escaped += c;
      }
    }
    return text.find(address) != std::string::npos || text.find(escaped) != std::string::npos;
  }

  Place place_of(const std::string& message, const std::string& channel, const std::string& language) const {
    const auto texts = library_.texts(message, channel, language);
    if (texts && !texts->fields.empty()) {
      const auto html = texts->fields.find("html");
      return html != texts->fields.end() ? html->second->place : texts->fields.begin()->second->place;
    }
    return library_.place(message);
  }

  const Configuration& configuration_;
  const MessageLibrary& library_;
  Problems& problems_;
  VirtualClock clock_;  // sample data have a sample time
  std::map<std::string, Use> uses_;
  const std::set<std::string, std::less<>> sms_ = sms_channels(configuration_.settings);
  std::set<std::string> seen_;
  std::set<Place> told_;  // where an unknown fact was told of
};

}  // namespace

void check_messages(const Configuration& configuration, const MessageLibrary& library, Problems& problems) {
  Checker(configuration, library, problems).check();
}

}  // namespace lifecycled
