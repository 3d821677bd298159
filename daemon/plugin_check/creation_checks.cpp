// create() and what a channel says of itself right after it.
#include <algorithm>
#include <filesystem>
#include <tuple>

#include <stdlib.h>

#include "plugin_check/check.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {
namespace {

Trial::Settings with(OptionValues options) {
  Trial::Settings settings;
  settings.options = std::move(options);
  return settings;
}

Finding creates_with_defaults(Subject& subject) {
  try {
    Trial trial(subject, with(subject.required_values()));
    trial.end();
  } catch (const PluginRefusal& refusal) {
    fail("with nothing but what is required, create() blames \"" + refusal.key + "\": " + refusal.what());
  }
  // And with all that the author gave.
  Trial(subject).end();
  return {};
}

bool is_declared(Subject& subject, const std::string& key) {
  return std::ranges::any_of(subject.options(), [&](const OptionInfo& o) { return o.key == key; });
}

// Creates and ends it; the refusal, if any, must be one that helps.
void create_or_refuse_well(Subject& subject, OptionValues values, const std::string& deed) {
  try {
    Trial(subject, with(std::move(values))).end();
  } catch (const PluginRefusal& refusal) {
    if (!refusal.key.empty() && !is_declared(subject, refusal.key))
      fail(deed + ", create() blames \"" + refusal.key + "\", which is not declared");
    // The host says this in the place of an empty text.
    if (std::string_view(refusal.what()) == "the plugin refuses these options")
      fail(deed + ", create() refuses without a word");
  }
}

Finding names_each_missing_option(Subject& subject) {
  for (const auto& option : subject.options()) {
    if (!option.required) continue;
    OptionValues values = subject.option_values();
    OptionValue& value = values[option.key];
    if (std::holds_alternative<std::string>(value)) value = std::string();
    if (std::holds_alternative<std::int64_t>(value)) value = std::int64_t{0};
    if (std::holds_alternative<std::vector<std::string>>(value)) value = std::vector<std::string>();
    try {
      Trial(subject, with(std::move(values))).end();
    } catch (const PluginRefusal& refusal) {
      if (refusal.key != option.key)
        fail("without \"" + option.key + "\", create() blames \"" + refusal.key + "\": " + refusal.what());
    }
  }
  return {};
}

Finding survives_odd_option_values(Subject& subject) {
  const std::string odd_texts[] = {" ", "\r\nX-Header: injected\r\n", std::string(64u << 10, 'x'),
                                   "\xF0\x9F\x90\xA6 \xE2\x80\xAE\xCC\x81", "%s%n%p"};
  // A plugin may take such a value for a path, and make what is not there.
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(subject.folder());
  for (const auto& option : subject.options()) {
    std::vector<OptionValue> odd;
    if (option.type == OptionType::Integer || option.type == OptionType::Seconds) {
      odd = {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40};
      if (option.minimum != 0 || option.maximum != 0) odd = {option.minimum};
    } else if (option.type == OptionType::TextList) {
      odd = {std::vector<std::string>(), std::vector<std::string>(1000, "x"),
             std::vector<std::string>{"", ""}};
    } else if (option.type != OptionType::Boolean && option.choices.empty()) {
      for (const auto& text : odd_texts)
        odd.push_back(option.type == OptionType::Url ? "https://api.example.org/" + text : text);
    }
    for (auto& value : odd) {
      OptionValues values = subject.option_values();
      values[option.key] = std::move(value);
      create_or_refuse_well(subject, std::move(values), "with an odd \"" + option.key + "\"");
    }
  }
  std::filesystem::current_path(before);
  return {};
}

Finding needs_no_environment(Subject& subject) {
  const OptionValues values = subject.option_values();
  ::clearenv();
  Trial trial(subject, with(values));
  trial.submit(subject.messages(1));
  trial.settle();
  return {};
}

Finding capabilities_are_sane_and_steady(Subject& subject) {
  const Capabilities first = Trial(subject).capabilities();
  const Capabilities second = Trial(subject).capabilities();
  const auto key = [](const Capabilities& c) {
    return std::tuple(c.batch_size, c.in_flight, c.per_second, c.text_characters, c.html, c.subject,
                      c.reports, c.deduplicates, c.receives_webhooks);
  };
  if (key(first) != key(second)) fail("two channels with the same options can do different things");
  if (first.batch_size != 0 && first.in_flight != 0 && first.in_flight < first.batch_size)
    return {Verdict::Warning, "in_flight is smaller than batch_size, so no batch is ever full"};
  if (first.reports && !first.receives_webhooks)
    return {Verdict::Warning,
            "it says that reports follow, and offers no webhook; fine if it listens or asks by itself"};
  if (first.in_flight == 0)
    return {Verdict::Warning, "in_flight has no limit: everything that is due is handed over at once"};
  return {};
}

}  // namespace

std::vector<Check> creation_checks() {
  return {
      {"creates-with-defaults",
       "A channel can be created with required options alone, and with all that were given.", true,
       "tables-are-complete", &creates_with_defaults},
      {"names-each-missing-option", "If an option that is needed is empty, create() blames that one.", true,
       "creates-with-defaults", &names_each_missing_option},
      {"survives-odd-option-values", "Odd values are used or refused, with a declared key and a word of why.",
       true, "creates-with-defaults", &survives_odd_option_values},
      {"needs-no-environment", "It works with an empty environment.", true, "creates-with-defaults",
       &needs_no_environment},
      {"capabilities-are-sane-and-steady", "What a channel can do makes sense and is the same each time.",
       true, "creates-with-defaults", &capabilities_are_sane_and_steady},
  };
}

}  // namespace lifecycled::plugin_check
