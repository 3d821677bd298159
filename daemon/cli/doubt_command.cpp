#include "base/json_fields.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {

namespace json = boost::json;

// Deliveries of which nobody knows whether they arrived: a person looks at them, then says "resend" or
// "close".
json::object run_doubt(CommandContext& context, const json::object& arguments) {
  Deliveries deliveries(context.database);
  const std::string act = text_at(arguments, "act").value_or("list");
  json::array out;
  std::int64_t changed = 0;
  for (const ChannelSettings& channel : context.configuration.settings.channels) {
    for (const DeliveryId id : deliveries.in_doubt(channel.name)) {
      const auto delivery = deliveries.find(id);
      const auto message = delivery ? Messages(context.database).find(delivery->message) : std::nullopt;
      if (!message) continue;
      if (act == "resend" && context.now < message->expires_at) {
        deliveries.retry(id, context.now, "sent again by hand");
        ++changed;
      } else if (act == "close") {
        deliveries.settle(id, DeliveryState::Failed, "closed by hand: in doubt", context.now);
        ++changed;
      }
      out.push_back(json::object{{"delivery", id},
                                 {"channel", delivery->channel},
                                 {"message", message->name},
                                 {"customer", message->customer},
                                 {"reason", delivery->reason},
                                 {"expires_at", format_instant(message->expires_at)}});
    }
  }
  return json::object{{"in_doubt", std::move(out)}, {"changed", changed}};
}

}  // namespace lifecycled
