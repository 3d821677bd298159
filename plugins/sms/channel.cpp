#include "channel.hpp"

#include <algorithm>
#include <utility>

#include "support/phone_number.hpp"

namespace sms {
namespace {

using namespace lifecycled::plugin;
using namespace plugin_support;

// Reading a number takes some microseconds, and submit() 10 ms at most, on slow machines too.
constexpr std::uint32_t most_at_once = 16;

Senders senders_of(const Config& config) {
  load_numbering_plans();
  try {
    return Senders(config.list("senders"));
  } catch (const std::invalid_argument& error) {
    throw ConfigError("senders", error.what());
  }
}

}  // namespace

SmsChannel::SmsChannel(Host host, const Config& config, std::unique_ptr<const Provider> provider)
    : http_(host),
      reporter_(host),
      provider_(std::move(provider)),
      senders_(senders_of(config)),
      texts_(config.flag("transliterate"), static_cast<std::size_t>(config.integer("most_parts"))),
      countries_(countries_of(config)),
      timeout_ms_(static_cast<uint32_t>(config.integer("timeout") * 1000)),
      in_flight_(static_cast<uint32_t>(config.integer("in_flight"))),
      hears_(!config.text("callback_url").empty()) {}

void SmsChannel::describe(lc_capabilities& c) const {
  c.batch_size = std::min(most_at_once, in_flight_);
  c.in_flight = in_flight_;
  c.reports = hears_;
}

void SmsChannel::submit(std::vector<Message> messages) {
  for (Message& message : messages) {
    try {
      send(message);
    } catch (const BadText& error) {
      message.ticket.complete(LC_REJECTED, error.what());
    }
  }
}

void SmsChannel::send(Message& message) const {
  const auto found = phone_number_of(message.fields->recipient);
  if (const auto* none = std::get_if<NoPhoneNumber>(&found))
    return message.ticket.complete(none->outcome, none->why);
  const PhoneNumber& number = std::get<PhoneNumber>(found);
  if (!number.receives_sms)
    return message.ticket.complete(LC_INVALID_ADDRESS, "the number is no mobile one and can receive no SMS");
  if (const std::string why = countries_.objection(number.country); !why.empty())
    return message.ticket.complete(LC_REJECTED, why.c_str());
  Outgoing out;
  out.to = number.e164;
  out.from = senders_.of(number.country, message.fields->sender);
  out.has_usual_sender = out.from == message.fields->sender;
  out.key = message.fields->idempotency_key;
  if (!out.from.empty()) {
    if (const std::string mistake = sender_mistake(out.from); !mistake.empty())
      return message.ticket.complete(LC_REJECTED, ("the sender " + mistake).c_str());
  }
  out.text = texts_.fitted(message.fields->text);
  if (const std::string why = provider_->missing(out); !why.empty()) {
    Result down(LC_CHANNEL_DOWN, why.c_str());
    down.scope = LC_SCOPE_CHANNEL;
    return message.ticket.complete(down);
  }
  HttpRequest request = provider_->request(out);
  request.timeout_ms = timeout_ms_;
  request.tickets = {message.ticket.number()};
  http_.send(request,
             [this, ticket = std::move(message.ticket), out = std::move(out)](
                 const HttpResponse& response) mutable { answered(std::move(ticket), out, response); });
}

void SmsChannel::answered(Ticket ticket, const Outgoing& message, const HttpResponse& response) const {
  complete(std::move(ticket), provider_->judged(message, response), reporter_);
}

WebhookReply SmsChannel::receive(const WebhookRequest& request) {
  const Received received = provider_->receive(request);
  if (!received.reports.empty()) reporter_.report(received.reports);
  return received.reply;  // the host sends it once the reports are stored
}

}  // namespace sms
