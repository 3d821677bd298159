// What an author tells the checker about his plugin, read from TOML: option values, what the provider says,
// recorded webhooks. Plain values; any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "channel/option_values.hpp"
#include "channel/outcome.hpp"
#include "channel/receipt.hpp"
#include "channel/webhook.hpp"

namespace lifecycled::plugin_check {

struct ProviderAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // names in small letters
  std::string body;                                          // @ID@ is new in every answer
};

// What the provider answers whenever the URL holds a text: a request for a token, say. It is not what a check
// asks about.
struct SideAnswer {
  std::string url_has;
  ProviderAnswer answer;
};

struct WebhookSample {
  std::string name;
  std::string type;  // the channel type that it is for; "": whatever is checked
  WebhookRequest request;
  std::vector<std::string> signed_headers;  // names in small letters; of each, one character matters
  std::vector<std::string> signed_values;   // the same of the query, for providers that sign nothing else
  int status = 0;                           // of the reply; 0: any of 2xx
  std::optional<std::string> body;          // of the reply
  std::vector<ReceiptKind> reports;
};

struct CheckConfig {
  // By channel type; "" holds for whatever type has none of its own.
  std::map<std::string, OptionValues> options;
  std::string recipient, sender, extra_json;  // "": made up
  std::chrono::milliseconds patience = std::chrono::seconds(10);
  std::optional<ProviderAnswer> success;
  std::map<int, ProviderAnswer> by_status;
  std::map<int, std::vector<Outcome>> expected;  // instead of what is usual for the status
  std::vector<SideAnswer> side_answers;
  std::vector<WebhookSample> webhooks;
};

// Throws std::runtime_error: file, line, column, what is wrong.
CheckConfig read_check_config(const std::filesystem::path& file);
CheckConfig parse_check_config(std::string_view text, const std::string& file);

}  // namespace lifecycled::plugin_check
