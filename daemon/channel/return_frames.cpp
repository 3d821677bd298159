#include "channel/return_frames.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "channel/open_frame.hpp"

namespace lifecycled::frames {
namespace {

constexpr std::size_t largest_reply = 64u << 10;

bool is_header_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

void append_reports(std::string& out, const Reports& reports) {
  const OpenFrame frame(out, Kind::Reports);
  Writer w(out);
  w.number(reports.batch);
  for (const Receipt& r : reports.receipts) {
    w.number(static_cast<std::int32_t>(r.kind));
    w.number(r.at_unix_ms);
    w.number(r.cost_micros);
    for (const auto* text : {&r.provider_message_id, &r.idempotency_key, &r.address, &r.event_id, &r.code,
                             &r.detail, &r.text, &r.url, &r.cost_currency}) {
      w.text(*text);
    }
  }
}

std::optional<Reports> read_reports(std::string_view body) {
  Reader r(body);
  Reports reports;
  reports.batch = r.number<std::uint64_t>();
  while (!r.at_end()) {
    Receipt receipt;
    const auto kind = receipt_kind_from_number(r.number<std::int32_t>());
    receipt.at_unix_ms = r.number<std::int64_t>();
    receipt.cost_micros = r.number<std::int64_t>();
    for (auto* text :
         {&receipt.provider_message_id, &receipt.idempotency_key, &receipt.address, &receipt.event_id}) {
      *text = clean_line(r.text(), 500);
    }
    receipt.code = clean_line(r.text(), 100);
    receipt.detail = clean_line(r.text(), 500);
    receipt.text = clean_text(r.text(), 8000);
    receipt.url = clean_line(r.text(), 2000);
    receipt.cost_currency = clean_line(r.text(), 3);
    // The host has dropped what has no sense, so this is not from our host.
    if (!kind || receipt.at_unix_ms <= 0) return std::nullopt;
    receipt.kind = *kind;
    reports.receipts.push_back(std::move(receipt));
  }
  if (!r.is_complete()) return std::nullopt;
  return reports;
}

void append_reports_stored(std::string& out, const ReportsStored& answer) {
  const OpenFrame frame(out, Kind::ReportsStored);
  Writer w(out);
  w.number(answer.batch);
  w.number(static_cast<std::uint8_t>(answer.stored));
}

std::optional<ReportsStored> read_reports_stored(std::string_view body) {
  Reader r(body);
  const ReportsStored answer{r.number<std::uint64_t>(), r.number<std::uint8_t>() != 0};
  if (!r.is_complete()) return std::nullopt;
  return answer;
}

namespace {

void write_webhook(Writer& w, const Webhook& webhook) {
  const WebhookRequest& request = webhook.request;
  w.number(webhook.number);
  w.number(request.received_unix_ms);
  for (const auto* text : {&request.method, &request.url, &request.path, &request.query, &request.body})
    w.text(*text);
  w.number(static_cast<std::uint32_t>(request.headers.size()));
  for (const auto& [name, value] : request.headers) {
    w.text(name);
    w.text(value);
  }
}

}  // namespace

void append_webhook(std::string& out, const Webhook& webhook) {
  const OpenFrame frame(out, Kind::Webhook);
  Writer w(out);
  write_webhook(w, webhook);
}

std::string webhook_body(const WebhookRequest& request) {
  std::string body;
  Writer w(body);
  write_webhook(w, {0, request});
  return body;
}

std::optional<Webhook> read_webhook(std::string_view body) {
  Reader r(body);
  Webhook webhook;
  WebhookRequest& request = webhook.request;
  webhook.number = r.number<std::uint64_t>();
  request.received_unix_ms = r.number<std::int64_t>();
  for (auto* text : {&request.method, &request.url, &request.path, &request.query, &request.body})
    *text = r.text();
  for (auto left = r.number<std::uint32_t>(); left > 0 && r.is_good(); --left) {
    auto& header = request.headers.emplace_back();
    header.first = r.text();
    header.second = r.text();
  }
  if (!r.is_complete()) return std::nullopt;
  return webhook;
}

void append_webhook_answer(std::string& out, const WebhookAnswer& answer) {
  const OpenFrame frame(out, Kind::WebhookReply);
  Writer w(out);
  w.number(answer.number);
  w.number(static_cast<std::int32_t>(answer.reply.status));
  w.text(answer.reply.content_type);
  w.text(std::string_view(answer.reply.body).substr(0, largest_reply));
}

std::optional<WebhookAnswer> read_webhook_answer(std::string_view body) {
  Reader r(body);
  WebhookAnswer answer;
  answer.number = r.number<std::uint64_t>();
  answer.reply.status = r.number<std::int32_t>();
  answer.reply.content_type = r.text();
  answer.reply.body = r.text().substr(0, largest_reply);
  if (!r.is_complete()) return std::nullopt;
  // It goes out as HTTP: no status below 200, and no header that a plugin has made up of two.
  if (answer.reply.status < 200 || answer.reply.status > 599) answer.reply.status = 500;
  if (!is_header_text(answer.reply.content_type) || answer.reply.content_type.empty())
    answer.reply.content_type = "text/plain";
  return answer;
}

}  // namespace lifecycled::frames
