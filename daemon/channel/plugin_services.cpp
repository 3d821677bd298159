// The host's services as C tables: started, HTTP, reports, thread check.
#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "channel/http_fields.hpp"
#include "channel/plugin_state.hpp"
#include "lifecycled/ext/http.h"
#include "lifecycled/ext/report.h"
#include "lifecycled/ext/started.h"
#include "lifecycled/ext/thread_check.h"

namespace lifecycled {
namespace {

using State = PluginInstance::State;

// Cut to what the store keeps, so that no provider and no plugin fills it.
std::string cut(const char* text, std::size_t most_bytes) {
  return text == nullptr ? std::string() : std::string(text, ::strnlen(text, most_bytes));
}

// ---- HTTP ----

HttpRequest request_from(State& state, const lc_http_request& given) {
  HttpRequest request = lifecycled::request_from(given);
  if (given.ticket_count > 0) {
    std::vector<std::uint64_t> tickets(given.tickets, given.tickets + given.ticket_count);
    request.may_start = [&state, tickets = std::move(tickets)] { return state.start(tickets); };
  }
  return request;
}

void send(const lc_host* host, const lc_http_request* request, lc_http_done done, void* user) {
  State& state = State::of(host);
  state.http->send(request_from(state, *request), [&state, done, user](const HttpResponse& response) {
    state.on_strand("done() of an HTTP request", [&] { pass_response(response, done, user); });
  });
}

// ---- reports ----

bool receipt_from(State& state, const lc_report& given, Receipt& receipt) {
  const auto kind = receipt_kind_from_number(given.kind);
  receipt.kind = kind.value_or(ReceiptKind::Sent);
  receipt.provider_message_id = cut(given.provider_message_id, 500);
  receipt.idempotency_key = cut(given.idempotency_key, 500);
  receipt.address = cut(given.address, 500);
  receipt.event_id = cut(given.event_id, 500);
  receipt.at_unix_ms = given.at_unix_ms > 0 ? given.at_unix_ms : unix_ms_now();
  receipt.code = cut(given.code, 100);
  receipt.detail = cut(given.detail, 500);
  receipt.text = cut(given.text, 8000);
  receipt.url = cut(given.url, 2000);
  receipt.cost_micros = given.cost_micros;
  receipt.cost_currency = cut(given.cost_currency, 3);
  const bool concerns_somebody =
      !(receipt.provider_message_id.empty() && receipt.idempotency_key.empty() && receipt.address.empty());
  if (kind && concerns_somebody) return true;
  state.events.misbehaved(
      kind ? Misdeed::ReportOfNobody : Misdeed::ReportOfNothing,
      kind ? "the plugin reported something that concerns no message and no address; ignored"
           : "the plugin reported something of an unknown kind, " + std::to_string(given.kind) + "; ignored");
  return false;
}

void report(const lc_host* host, const lc_report* const* given, size_t count, lc_report_done done,
            void* user) {
  State& state = State::of(host);
  std::vector<Receipt> receipts;
  for (size_t i = 0; i < count; ++i) {
    Receipt receipt;
    if (receipt_from(state, *given[i], receipt)) receipts.push_back(std::move(receipt));
  }
  std::vector<std::shared_ptr<ReportGroup>> groups;
  if (done != nullptr) {
    groups.push_back(std::make_shared<ReportGroup>([&state, done, user](bool stored) {
      state.on_strand("done() of a report", [&] { done(user, stored); });
    }));
  }
  if (state.receiving != nullptr && PluginCall::is_inside(PluginCall::Role::Channel, &state))
    groups.push_back(state.receiving);
  state.reports.hand_in(std::move(receipts), groups);
}

// ---- starts and threads ----

constexpr lc_started started_service = {
    [](const lc_host* host, const std::uint64_t* tickets, std::size_t count) {
      return State::of(host).start({tickets, count});
    }};
constexpr lc_http http_service = {&send};
constexpr lc_reporting report_service = {&report};
constexpr lc_thread_check thread_service = {
    [](const lc_host* host) { return PluginCall::is_inside(PluginCall::Role::Control, &State::of(host)); },
    [](const lc_host* host) { return PluginCall::is_inside(PluginCall::Role::Channel, &State::of(host)); }};

}  // namespace

const void* host_extension(const lc_host* host, const char* id) noexcept {
  State& state = State::of(host);
  const auto records_starts = [&state] {
    // Asked later, and perhaps by another thread, the tickets that it holds have been counted as started
    // already.
    if (state.channel == nullptr) state.starts_by_itself = true;
  };
  if (std::strcmp(id, LC_EXT_STARTED) == 0) {
    records_starts();
    state.asked_to_start = true;
    return &started_service;
  }
  if (std::strcmp(id, LC_EXT_HTTP) == 0 && state.http != nullptr) {
    state.asked_for_http = true;
    records_starts();
    return &http_service;
  }
  if (std::strcmp(id, LC_EXT_REPORT) == 0) return &report_service;
  if (std::strcmp(id, LC_EXT_THREAD_CHECK) == 0) return &thread_service;
  return nullptr;
}

}  // namespace lifecycled
