#include "cli/consent_call.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/shown_text.hpp"
#include "base/text.hpp"
#include "cli/operator.hpp"
#include "cli/report.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

std::string line_of(const json::value& consent, std::string_view key, std::string_view name) {
  const auto text = text_at(consent, key);
  return text && !text->empty() ? fmt::format("    {:<13} {}\n", name, shown_on_one_line(*text)) : "";
}

std::string word_of(const json::value& consent, bool given) {
  const std::string purpose = text_at(consent, "purpose").value_or("");
  const std::string channel = shown_on_one_line(text_at(consent, "channel").value_or(""));
  if (purpose == "asked") return fmt::format("asked for news by {}, no yes yet", channel);
  const std::string_view word = given ? "yes" : "no";
  if (purpose == "campaign") return fmt::format("{} to messages of the campaign {}", word, channel);
  return fmt::format("{} to {} by {}", word, purpose, channel);
}

}  // namespace

std::string proof_report(const json::object& result) {
  std::string out = fmt::format("customer {}\n", text_at(result, "customer").value_or(""));
  const json::array& consents = result.at("consents").as_array();
  if (consents.empty()) return out + "  never said yes or no: nothing marketing goes to them\n";
  for (const json::value& consent : consents) {
    const bool given = text_at(consent, "given") == "true";
    out += fmt::format("  {}, {}\n", word_of(consent, given),
                       shown_on_one_line(text_at(consent, "address").value_or("")));
    out += line_of(consent, "at", "said");
    out += line_of(consent, "recorded_at", "written down");
    out += line_of(consent, "how", "how");
    out += line_of(consent, "text", "text");
    out += line_of(consent, "language", "language");
    out += line_of(consent, "ip", "from");
    out += line_of(consent, "by", "by");
    out += line_of(consent, "reason", "reason");
    out += text_at(consent, "intact") == "true"
               ? fmt::format("    {:<13} {}, as it was sealed: {}\n", "entry",
                             text_at(consent, "entry").value_or(""), text_at(consent, "hash").value_or(""))
               : std::string("    entry         NOT as it was sealed: run `lifecycled consent verify`\n");
  }
  return out;
}

namespace {

std::string check_report(const json::object& result) {
  std::string out;
  for (const json::value& fault : result.at("faults").as_array())
    out += std::string(std::string_view(fault.as_string())) + "\n";
  const json::value all(result);
  const std::string count = text_at(all, "fault_count").value_or("0");
  if (count != "0") return out + count + " faults: the ledger was tampered with, or its key is another\n";
  if (const auto warning = text_at(all, "warning")) out += "warning: " + *warning + "\n";
  return out + fmt::format("{} entries are in order, {} of them of erased customers; head {}\n",
                           text_at(all, "entries").value_or("0"), text_at(all, "erased").value_or("0"),
                           text_at(all, "head").value_or("none"));
}

int ask(const ConsentCall& call, const Clock& clock, Random& random, const std::string& act) {
  Operator place(call.configuration_file, clock, random, Log::to_standard_error(LogLevel::Warning));
  if (act == "prove") {
    const auto result = place.ask("consent_prove", json::object{{"customer", call.customer}});
    print(call.json ? json_text(result) + "\n" : place.shown(proof_report(result)));
    return 0;
  }
  if (act == "verify") {
    const auto result = place.ask("consent_verify", json::object{{"head", call.head}});
    print(call.json ? json_text(result) + "\n" : check_report(result));
    return result.at("fault_count").to_number<int>() == 0 ? 0 : 1;
  }
  const auto result = place.ask("consent_say", json::object{{"customer", call.customer},
                                                            {"given", act == "give"},
                                                            {"channel", call.channel},
                                                            {"purpose", call.purpose},
                                                            {"address", call.address},
                                                            {"reason", call.reason},
                                                            {"text", call.text},
                                                            {"language", call.language},
                                                            {"by", who_asks()}});
  place.settle();
  print(call.json ? json_text(result) + "\n"
                  : fmt::format("customer {}: {} to {} {} is written down\n",
                                text_at(result, "customer").value_or(""), act == "give" ? "yes" : "no",
                                call.purpose, call.channel.empty() ? "everywhere" : "by " + call.channel));
  return 0;
}

}  // namespace

ChainHead chain_head_from_text(const std::string& text) {
  const auto colon = text.find(':');
  ChainHead head;
  const bool has_number = colon != std::string::npos && colon > 0 && colon < 18 &&
                          std::all_of(
                              text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                              [](char c) { return c >= '0' && c <= '9'; });
  if (has_number) {
    head.entries = std::stoll(text.substr(0, colon));
    head.hash = lower_ascii(text.substr(colon + 1));
  }
  if (!has_number || head.hash.size() != 64)
    throw CommandError("--head \"" + text + "\": write it as the log says it, entries:hash");
  return head;
}

json::object consent_check_json(const ConsentCheck& check) {
  json::array faults;
  for (const std::string& fault : check.faults()) faults.emplace_back(fault);
  json::object out{{"entries", check.entries()},
                   {"erased", check.erased()},
                   {"fault_count", check.fault_count()},
                   {"faults", std::move(faults)}};
  if (check.is_suspiciously_empty())
    out["warning"] =
        "customers are known, and the ledger has not one word of any: true of a shop that has not asked yet; "
        "else it was emptied, and your backup has it";
  if (check.head()) out["head"] = fmt::format("{}:{}", check.head()->entries, check.head()->hash);
  return out;
}

void add_consent_commands(CLI::App& app, ConsentCall& into, std::function<int()>& run, const Clock& clock,
                          Random& random) {
  CLI::App* consent =
      app.add_subcommand("consent", "The ledger of consents: proof, check, words by phone or letter.");
  consent->require_subcommand(1);
  const auto add = [&](const std::string& act, const std::string& help) {
    CLI::App* sub = consent->add_subcommand(act, help);
    sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")
        ->default_val("/etc/lifecycled/lifecycled.toml");
    sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
    sub->callback([&into, &run, &clock, &random, act] {
      run = [&into, &clock, &random, act] { return ask(into, clock, random, act); };
    });
    return sub;
  };
  const auto of_customer = [&](CLI::App* sub) {
    sub->add_option("CUSTOMER", into.customer,
                    "The shop's id of the customer, an e-mail address or phone, or our number")
        ->required();
    return sub;
  };
  of_customer(add("prove", "All that a customer said yes or no to: when, how, to which text, from where."));
  CLI::App* verify = add("verify", "Find what was changed, removed, put in or moved by who lacks the key.");
  verify->add_option("--head", into.head, "N:HASH, as the log said it once (consent.head): finds a cut end");
  verify->footer("Exit status 1: something was found. Reads beside the daemon and holds up nothing.");
  const auto of_word = [&](CLI::App* sub) {
    sub->add_option("--purpose", into.purpose, "marketing, transactional or profiling")
        ->capture_default_str();
    sub->add_option("--address", into.address, "Which address; without it the newest, a no is for all");
    sub->add_option("--reason", into.reason, "How the customer told you: \"by phone, 2 March\"")->required();
    sub->add_option("--text", into.text, "What they agreed to, word for word");
    sub->add_option("--language", into.language, "Of that text");
    return of_customer(sub);
  };
  of_word(add("give", "Write down a customer's yes, with your name and how it reached you."))
      ->add_option("--channel", into.channel, "Such as email or sms")
      ->required();
  of_word(add("withdraw", "Write down a customer's no; it counts for messages that wait, too."))
      ->add_option("--channel", into.channel, "Such as email or sms; without it all of them");
}

}  // namespace lifecycled
