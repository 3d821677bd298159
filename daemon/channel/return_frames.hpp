// The frames of what comes back from a provider: reports and webhooks. As frames.hpp; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "channel/receipt.hpp"
#include "channel/webhook.hpp"

namespace lifecycled::frames {

struct Reports {
  std::uint64_t batch = 0;
  std::vector<Receipt> receipts;
};
struct ReportsStored {
  std::uint64_t batch = 0;
  bool stored = false;
};
struct Webhook {
  std::uint64_t number = 0;
  WebhookRequest request;
};
struct WebhookAnswer {
  std::uint64_t number = 0;
  WebhookReply reply;
};

void append_reports(std::string& out, const Reports& reports);
void append_reports_stored(std::string& out, const ReportsStored& answer);
void append_webhook(std::string& out, const Webhook& webhook);
void append_webhook_answer(std::string& out, const WebhookAnswer& answer);
// The body alone, for those that are kept until the child is there.
std::string webhook_body(const WebhookRequest& request);

// Read a body; nothing = garbage. What the child says is cut, cleaned and made to make sense.
std::optional<Reports> read_reports(std::string_view body);
std::optional<ReportsStored> read_reports_stored(std::string_view body);
std::optional<Webhook> read_webhook(std::string_view body);
std::optional<WebhookAnswer> read_webhook_answer(std::string_view body);

}  // namespace lifecycled::frames
