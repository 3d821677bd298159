#include "delivery/stock.hpp"

#include <stdexcept>

#include <boost/url/parse.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "consent/consent_ledger.hpp"
#include "delivery/answers.hpp"
#include "delivery/call_body.hpp"
#include "message/inline_pictures.hpp"

namespace lifecycled {
namespace {

std::string host_of(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  return parsed && !parsed->host().empty() ? std::string(parsed->host()) : "localhost";
}

// Letters, digits and dashes: fit for List-Id (RFC 2919) and Feedback-ID.
std::string label(std::string_view text) {
  std::string out;
  for (const char c : lower_ascii(text)) out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  return out.empty() ? "message" : out;
}

// Who sends, as Gmail's feedback loop wants it: 5 to 15 letters, the same in each mail. Of the shop's name
// or, where that is written in another alphabet, of its web address.
std::string sender_label(const ShopSettings& shop) {
  constexpr std::size_t fewest = 5, most = 15;
  const auto letters_of = [](std::string_view text) {
    std::string out;
    for (const char c : lower_ascii(text)) {
      if (c >= 'a' && c <= 'z' && out.size() < most) out += c;
    }
    return out;
  };
  std::string letters = letters_of(shop.name);
  if (letters.size() < fewest) letters = letters_of(host_of(shop.url));
  return letters.size() < fewest ? letters + "sends" : letters;
}

}  // namespace

DeliveryStock::DeliveryStock(const Configuration& configuration, LinkMaker links, LinkTracking tracking,
                             const Clock& clock, Problems& problems)
    : settings_(configuration.settings),
      library_(configuration.messages, problems),
      links_(std::move(links)),
      tracking_(std::move(tracking)),
      composer_(library_, clock,
                {settings_.shop.language, settings_.shop.time_zone, false, sms_channels(settings_)}) {
  for (const CampaignDefinition& campaign : configuration.campaigns)
    campaigns_[campaign.name] = {campaign.title, campaign.track.value_or(settings_.delivery.track)};
}

// Of one whose file is gone, messages may still be on their way.
DeliveryStock::Campaign DeliveryStock::campaign(const std::string& name) const {
  const auto found = campaigns_.find(name);
  return found == campaigns_.end() ? Campaign{name, settings_.delivery.track} : found->second;
}

TrackingOf DeliveryStock::tracking_of(Database& database, const Claim& claim) const {
  TrackingOf how;
  // The shop's own people are not customers, and whoever has not said yes yet is not followed around.
  if (!claim.delivery.address || claim.message.kind == MessageKind::Confirmation || is_answer(claim.message))
    return how;
  if (settings_.delivery.utm) {
    how.channel = claim.delivery.channel;
    how.campaign = claim.campaign_name.empty() ? claim.message.name : claim.campaign_name;
  }
  const TrackWish wish = campaign(claim.campaign_name).track;
  const bool by_default = settings_.consent.profiling_default;
  if ((!wish.clicks && !wish.opens) ||
      !ConsentLedger(database).may_profile(claim.message.customer, by_default))
    return how;
  how.delivery = claim.delivery.id;
  how.clicks = wish.clicks;
  how.opens = wish.opens;
  return how;
}

DeliveryStock::Composed DeliveryStock::compose(Database& database, const Claim& claim) const {
  Composed out;
  out.rendered.delivery = claim.delivery.id;
  const auto fail = [&](std::string reason) {
    out.rendered.failure = std::move(reason);
    return out;
  };
  if (const auto kept = Contents(database).find(claim.delivery.id)) {
    // Damaged, it stops this message alone: what was sent before cannot be said again in other words.
    try {
      out.outbound = outbound(claim, ComposedMessage::from_json(unpack_content(*kept)));
      return out;
    } catch (const std::runtime_error& error) {
      return fail(error.what());
    }
  }
  if (is_call(claim.message)) {
    const auto call = compose_call(database, claim);
    if (!call) return fail("the customer is gone");
    out.rendered.content = pack_content(call->to_json());
    out.outbound = outbound(claim, *call);
    return out;
  }
  const auto facts = gather_facts(database, settings_.shop, links_, claim.delivery, claim.message,
                                  campaign(claim.campaign_name).title);
  if (!facts) return fail("the customer is gone");
  auto composed = composer_.compose(claim.message.name, claim.delivery.channel, *facts, "");
  if (const auto* failure = std::get_if<ComposeFailure>(&composed)) {
    return fail(fmt::format("{}: {}", to_string(failure->place), failure->text));
  }
  auto& message = std::get<ComposedMessage>(composed);
  const auto is_taken = [&](const LinkTarget& target) {
    return LinkTargets(database).find(target.hash).value_or(target.url) != target.url;
  };
  out.rendered.targets = tracking_.apply(message, tracking_of(database, claim), is_taken);
  out.rendered.content = pack_content(message.to_json());
  out.outbound = outbound(claim, message);
  return out;
}

OutboundMessage outbound_message(const Settings& settings, const Claim& claim, const ComposedMessage& message,
                                 const PictureFiles& pictures) {
  const ChannelSettings* channel = settings.channel(claim.delivery.channel);
  OutboundMessage out;
  out.ticket = static_cast<std::uint64_t>(claim.ticket);
  out.idempotency_key = claim.delivery.idempotency_key;
  out.message_id = std::to_string(claim.message.id);
  out.delivery_id = std::to_string(claim.delivery.id);
  // Plugins know what is advertising and what is not; the one question before a yes is not.
  out.kind =
      claim.message.kind == MessageKind::Marketing ? MessageKind::Marketing : MessageKind::Transactional;
  out.recipient = claim.recipient;
  out.last_inbound_unix_ms = claim.last_inbound ? to_ms(*claim.last_inbound) : 0;
  out.sender = message.field("sender").empty() && channel ? channel->sender : message.field("sender");
  out.subject = message.field("subject");
  out.text = message.field("text");
  out.html = message.field("html");
  for (InlinePicture& picture : inline_pictures(out.html, pictures))
    out.parts.push_back({std::move(picture.file_name), std::move(picture.media_type),
                         std::move(picture.content_id), std::move(picture.bytes)});
  out.language = message.language;
  // A colleague who gets a list must not be able to unsubscribe the customer on it.
  if (claim.delivery.address) out.unsubscribe_url = message.unsubscribe_url;
  if (!out.unsubscribe_url.empty()) {
    out.list_id = fmt::format("{}.{}", label(claim.campaign_name), host_of(settings.shop.url));
  }
  out.feedback_id = fmt::format("{}:{}:{}", label(claim.campaign_name), label(claim.message.name),
                                sender_label(settings.shop));
  out.extra_json = is_call(claim.message) ? call_json(message) : message.extra_json();
  return out;
}

}  // namespace lifecycled
