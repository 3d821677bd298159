#include "cli/preview.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/find_customer.hpp"
#include "config/known_codes.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

struct Use {
  MessageKind kind = MessageKind::Marketing;
  std::string campaign, title;
};

// By the first campaign that sends it. What no campaign sends is looked at as the strictest kind.
Use use_of(const Configuration& configuration, const std::string& message) {
  for (const CampaignDefinition& campaign : configuration.campaigns) {
    for (const CampaignStep& step : campaign.steps) {
      const auto messages = messages_of(step.action);
      if (std::ranges::find(messages, message, &PlacedName::name) != messages.end())
        return {sending(step.action)->kind.value_or(campaign.kind), campaign.name, campaign.title};
    }
  }
  return {};
}

std::string choose_channel(const MessageLibrary& library, const PreviewRequest& request) {
  const auto channels = library.channels(request.message);
  const auto has = [&](const std::string& name) {
    return std::ranges::find(channels, name) != channels.end();
  };
  if (!request.channel.empty()) {
    if (has(request.channel)) return request.channel;
    throw CommandError(fmt::format("{} has no text for the channel \"{}\"; it has: {}", request.message,
                                   request.channel, join(channels, ", ")));
  }
  if (channels.empty()) throw CommandError(request.message + " has no text for any channel");
  return has("email") ? "email" : channels.front();
}

MessageFacts facts_for(const Configuration& configuration, const std::filesystem::path& file,
                       const PreviewRequest& request, const PreviewOf& what) {
  const ShopSettings& shop = configuration.settings.shop;
  if (request.customer.empty()) return sample_facts(shop, what);
  if (!std::filesystem::exists(file))
    throw CommandError(fmt::format("{} does not exist yet: no customer is known", file.string()));
  Database database(file, Database::Mode::ReadOnly);
  const auto customer = find_customer(database, request.customer);
  auto facts = customer ? preview_facts(database, shop, *customer, what) : std::nullopt;
  if (!facts) throw CommandError(no_such_customer(request.customer));
  return std::move(*facts);
}

// What this message needs and no more: a mistake in another must not keep its author from looking at this
// one.
MessageFiles files_of(const MessageFiles& all, const std::string& message) {
  MessageFiles out;
  out.shop_language = all.shop_language;
  out.partials = all.partials;
  out.pictures = all.pictures;
  std::set<std::string> layouts;
  for (const MessageDefinition& definition : all.messages) {
    if (definition.name != message) continue;
    out.messages.push_back(definition);
    const auto note = [&](const std::map<std::string, ChannelFields>& channels) {
      for (const auto& [channel, fields] : channels) {
        if (const auto layout = fields.find("layout"); layout != fields.end())
          layouts.insert(layout->second.source);
      }
    };
    note(definition.channels);
    for (const auto& [language, channels] : definition.languages) note(channels);
  }
  for (const auto& [name, layout] : all.layouts) {
    if (layouts.contains(name)) out.layouts.emplace(name, layout);
  }
  return out;
}

// A broken partial is told when it is shown.
bool is_in_partial(const MessageFiles& files, const Problem& problem) {
  return std::ranges::any_of(
      files.partials, [&](const auto& partial) { return partial.second.place.file == problem.place.file; });
}

}  // namespace

bool concerns_message(const Problem& problem, const Configuration& configuration,
                      const std::string& message) {
  const std::string& file = problem.place.file;
  if (std::filesystem::path(file).filename() == std::filesystem::path(configuration.settings.file).filename())
    return true;
  // By its name, since a message whose file cannot be read at all is in no list.
  const std::string start = "messages/" + message + ".";
  return file.starts_with(start) || file.find("/" + start) != std::string::npos;
}

Preview make_preview(const Configuration& configuration, const std::filesystem::path& database,
                     const PreviewRequest& request, const Clock& clock) {
  Problems problems;
  const MessageFiles files = files_of(configuration.messages, request.message);
  const MessageLibrary library(files, problems);
  if (!library.contains(request.message)) {
    std::vector<std::string> names;
    for (const MessageDefinition& definition : configuration.messages.messages)
      names.push_back(definition.name);
    const std::string nearest = did_you_mean(request.message, names);
    throw CommandError(
        fmt::format("there is no message \"{}\"{}", request.message, nearest.empty() ? "" : "; " + nearest));
  }
  std::string mistakes;
  for (const Problem& problem : problems.sorted()) {
    if (problem.severity == Problem::Severity::Error && !is_in_partial(files, problem))
      mistakes += to_string(problem) + "\n";
  }
  if (!mistakes.empty()) throw CommandError(mistakes + "mend these first; `lifecycled check` tells the same");

  Preview preview;
  preview.channel = choose_channel(library, request);
  const Settings& settings = configuration.settings;
  const Use use = use_of(configuration, request.message);
  preview.kind = use.kind;
  preview.campaign = use.campaign;
  const std::string base = settings.http.public_url.empty() ? url_of_listener(settings.http.listen.front())
                                                            : settings.http.public_url;
  const MessageFacts facts =
      facts_for(configuration, database, request, {request.message, use.kind, use.title, base});
  if (!request.customer.empty() && !facts.has_own_order)
    preview.note = "this customer has no order: order, event and products are made up";

  std::string language = request.language;
  if (!language.empty()) {
    const auto canonical = canonical_language(language);
    if (!canonical || !is_known_language(*canonical))
      throw CommandError(fmt::format("\"{}\" is no language; write fr or zh-Hant", language));
    language = *canonical;
  }
  const Composer composer(library, clock,
                          {settings.shop.language, settings.shop.time_zone, false, sms_channels(settings)});
  auto composed = composer.compose(request.message, preview.channel, facts, language);
  if (const auto* failure = std::get_if<ComposeFailure>(&composed)) {
    std::string said = fmt::format("{}: {}", to_string(failure->place), failure->text);
    for (const ComposeFailure& other : failure->more)
      said += fmt::format("\n{}: {}", to_string(other.place), other.text);
    throw CommandError(said);
  }
  preview.message = std::get<ComposedMessage>(std::move(composed));
  return preview;
}

}  // namespace lifecycled
