#include "plugin_check/check_config.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <sstream>
#include <stdexcept>

#include <boost/json.hpp>
#include <toml++/toml.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace lifecycled::plugin_check {
namespace {

constexpr std::size_t most_bytes = 8u << 20;

using Headers = std::vector<std::pair<std::string, std::string>>;

class ConfigReader {
 public:
  explicit ConfigReader(std::string file) : file_(std::move(file)) {}

  CheckConfig read(const toml::table& root) {
    for (auto&& [key, node] : root) {
      if (key == "options") {
        config_.options[""] = options(table(node));
      } else if (key == "channel") {
        for (auto&& [name, channel] : table(node)) read_channel(table(channel));
      } else if (key == "check") {
        read_check(table(node));
      } else if (!is_of_daemon(key.str())) {
        wrong_key(key, "[options], [channel.NAME] and [check]");
      }
    }
    return std::move(config_);
  }

 private:
  // A whole lifecycled.toml may be given: what is not about channels is passed over.
  static bool is_of_daemon(std::string_view key) {
    constexpr std::string_view known[] = {"state", "campaigns", "messages", "events", "plugins",
                                          "shop",  "http",      "intake",   "stages", "delivery"};
    return std::ranges::find(known, key) != std::end(known);
  }

  [[noreturn]] void wrong(const toml::source_region& where, const std::string& what) const {
    throw std::runtime_error(file_ + ":" + std::to_string(where.begin.line) + ":" +
                             std::to_string(where.begin.column) + ": " + what);
  }
  [[noreturn]] void wrong_key(const toml::key& key, const std::string& known) const {
    wrong(key.source(), "unknown key \"" + std::string(key.str()) + "\"; known are " + known);
  }

  const toml::table& table(const toml::node& node) const {
    if (const auto* found = node.as_table()) return *found;
    wrong(node.source(), "this must be a table");
  }
  std::string text(const toml::node& node) const {
    if (const auto* found = node.as_string()) return found->get();
    wrong(node.source(), "this must be a text");
  }
  std::int64_t number(const toml::node& node) const {
    if (const auto* found = node.as_integer()) return found->get();
    wrong(node.source(), "this must be a whole number");
  }
  std::vector<std::string> texts(const toml::node& node) const {
    const auto* list = node.as_array();
    if (list == nullptr) wrong(node.source(), "this must be a list of texts");
    std::vector<std::string> all;
    for (const auto& item : *list) all.push_back(text(item));
    return all;
  }
  int status(const toml::node& node) const {
    const auto found = number(node);
    if (found < 100 || found > 599) wrong(node.source(), "this must be a status of HTTP");
    return static_cast<int>(found);
  }

  OptionValues options(const toml::table& from) const {
    OptionValues values;
    for (auto&& [key, node] : from) {
      OptionValue& value = values[std::string(key.str())];
      if (const auto* whole = node.as_integer()) {
        value = whole->get();
      } else if (const auto* yes = node.as_boolean()) {
        value = yes->get();
      } else if (const auto* fraction = node.as_floating_point()) {
        value = fraction->get();
      } else if (node.is_array()) {
        value = texts(node);
      } else {
        value = text(node);
      }
    }
    return values;
  }

  void read_channel(const toml::table& from) {
    const toml::node* type = from.get("type");
    toml::table rest;
    for (auto&& [key, node] : from)
      if (key != "type" && !node.is_table()) rest.insert(key, node);
    config_.options[type == nullptr ? "" : text(*type)] = options(rest);
  }

  using Keys = std::map<std::string_view, std::function<void(const toml::node&)>>;
  void each(const toml::table& from, const Keys& known) const {
    for (auto&& [key, node] : from) {
      const auto found = known.find(key.str());
      if (found == known.end()) {
        std::vector<std::string> names;
        for (const auto& [name, read] : known) names.emplace_back(name);
        wrong_key(key, join(names, ", "));
      }
      found->second(node);
    }
  }

  Headers headers(const toml::node& node) const {
    Headers all;
    for (auto&& [name, value] : table(node)) all.emplace_back(lower_ascii(name.str()), text(value));
    return all;
  }

  ProviderAnswer answer(const toml::table& from, int usual_status) const {
    ProviderAnswer read;
    read.status = usual_status;
    each(from, {{"status", [&](auto& n) { read.status = status(n); }},
                {"headers", [&](auto& n) { read.headers = headers(n); }},
                {"body", [&](auto& n) { read.body = text(n); }},
                {"url_has", [](auto&) {}},
                {"expect", [](auto&) {}}});
    return read;
  }

  void read_check(const toml::table& from) {
    each(from, {{"recipient", [&](auto& n) { config_.recipient = text(n); }},
                {"sender", [&](auto& n) { config_.sender = text(n); }},
                {"extra",
                 [&](auto& n) {
                   std::ostringstream json;
                   json << toml::json_formatter(table(n));
                   config_.extra_json = json.str();
                 }},
                {"patience",
                 [&](auto& n) {
                   const auto span = parse_duration(text(n));
                   if (!span) wrong(n.source(), "this must be a duration such as \"10s\"");
                   config_.patience = *span;
                 }},
                {"http", [&](auto& n) { read_http(table(n)); }},
                {"webhook", [&](auto& n) {
                   const auto* list = n.as_array();
                   if (list == nullptr) wrong(n.source(), "write [[check.webhook]]");
                   for (const auto& sample : *list) config_.webhooks.push_back(webhook(table(sample)));
                 }}});
  }

  void read_http(const toml::table& from) {
    each(from, {{"success", [&](auto& n) { config_.success = answer(table(n), 200); }},
                {"status",
                 [&](auto& n) {
                   for (auto&& [key, value] : table(n)) read_status(key, table(value));
                 }},
                {"side", [&](auto& n) {
                   const auto* list = n.as_array();
                   if (list == nullptr) wrong(n.source(), "write [[check.http.side]]");
                   for (const auto& item : *list) {
                     const auto& side = table(item);
                     const toml::node* url_has = side.get("url_has");
                     if (url_has == nullptr) wrong(item.source(), "\"url_has\" is missing");
                     config_.side_answers.push_back({text(*url_has), answer(side, 200)});
                   }
                 }}});
  }

  void read_status(const toml::key& key, const toml::table& from) {
    int number = 0;
    const std::string_view name = key.str();
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (number < 100 || number > 599) wrong(key.source(), "this must be a status of HTTP");
    config_.by_status[number] = answer(from, number);
    if (const toml::node* expect = from.get("expect")) {
      for (const auto& word : texts(*expect)) {
        const auto outcome = outcome_from_text(word);
        if (!outcome) wrong(expect->source(), "\"" + word + "\" is no outcome");
        config_.expected[number].push_back(*outcome);
      }
    }
  }

  WebhookSample webhook(const toml::table& from) const {
    WebhookSample sample;
    WebhookRequest& r = sample.request;
    r.method = "POST";
    r.received_unix_ms = to_ms(std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()));
    bool says_signed = false;
    each(from, {{"name", [&](auto& n) { sample.name = text(n); }},
                {"type", [&](auto& n) { sample.type = text(n); }},
                {"method", [&](auto& n) { r.method = text(n); }},
                {"url", [&](auto& n) { r.url = text(n); }},
                {"path", [&](auto& n) { r.path = text(n); }},
                {"query", [&](auto& n) { r.query = text(n); }},
                {"headers", [&](auto& n) { r.headers = headers(n); }},
                {"body", [&](auto& n) { r.body = text(n); }},
                {"received_unix_ms", [&](auto& n) { r.received_unix_ms = number(n); }},
                {"signed",
                 [&](auto& n) {
                   says_signed = true;
                   for (const auto& name : texts(n)) {
                     if (name.starts_with('?')) {
                       sample.signed_values.push_back(name.substr(1));
                     } else {
                       sample.signed_headers.push_back(lower_ascii(name));
                     }
                   }
                 }},
                {"expect", [&](auto& n) { read_expectation(sample, table(n)); }}});
    if (!says_signed) sample.signed_headers = likely_signatures(r.headers);
    if (r.url.empty())
      r.url = "https://shop.example.org/webhooks/checked" + r.path + (r.query.empty() ? "" : "?") + r.query;
    if (sample.name.empty()) sample.name = r.method + " " + (r.path.empty() ? "/" : r.path);
    return sample;
  }

  static std::vector<std::string> likely_signatures(const Headers& headers) {
    std::vector<std::string> names;
    for (const auto& [name, value] : headers) {
      for (const std::string_view word : {"sign", "hmac", "digest", "authorization", "token"}) {
        if (name.find(word) == name.npos) continue;
        names.push_back(name);
        break;
      }
    }
    return names;
  }

  void read_expectation(WebhookSample& sample, const toml::table& from) const {
    each(from, {{"status", [&](auto& n) { sample.status = status(n); }},
                {"body", [&](auto& n) { sample.body = text(n); }},
                {"reports", [&](auto& n) {
                   for (const auto& word : texts(n)) {
                     const auto kind = kind_from_text(word);
                     if (!kind) wrong(n.source(), "\"" + word + "\" is no kind of report");
                     sample.reports.push_back(*kind);
                   }
                 }}});
  }

  static std::optional<ReceiptKind> kind_from_text(std::string_view word) {
    for (std::int32_t number = 1;; ++number) {
      const auto kind = receipt_kind_from_number(number);
      if (!kind || to_text(*kind) == word) return kind;
    }
  }

  const std::string file_;
  CheckConfig config_;
};

}  // namespace

CheckConfig parse_check_config(std::string_view text, const std::string& file) {
  try {
    return ConfigReader(file).read(toml::parse(text));
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(file + ":" + std::to_string(error.source().begin.line) + ":" +
                             std::to_string(error.source().begin.column) +
                             ": not valid TOML: " + std::string(error.description()));
  }
}

CheckConfig read_check_config(const std::filesystem::path& file) {
  return parse_check_config(read_file(file, most_bytes), file.string());
}

}  // namespace lifecycled::plugin_check
