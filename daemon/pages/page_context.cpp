#include "pages/page_context.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/addresses.hpp"
#include "store/customers.hpp"
#include "store/messages.hpp"
#include "store/processing.hpp"

namespace lifecycled {
namespace {

bool counts_reactions(const Configuration& configuration) {
  const TrackWish& usual = configuration.settings.delivery.track;
  return std::ranges::any_of(configuration.campaigns, [&](const CampaignDefinition& campaign) {
    const TrackWish& track = campaign.track.value_or(usual);
    return track.opens || track.clicks;
  });
}

std::string address_channel(const Configuration& configuration) {
  const auto& messages = configuration.messages.messages;
  const auto found = std::ranges::find(messages, new_address_message, &MessageDefinition::name);
  if (found == messages.end()) return "";
  for (const ChannelSettings& channel : configuration.settings.channels) {
    if (channel.reaches == "email" && found->channels.contains(channel.name)) return channel.name;
  }
  return "";
}

}  // namespace

PageConfiguration::PageConfiguration(const Configuration& configuration, const Clock& clock,
                                     Problems& problems)
    : pages(configuration.pages, configuration.settings, clock, problems),
      channels(configuration.settings.channels),
      topics(configuration.settings.topics),
      shop_url(configuration.settings.shop.url),
      link_expires_after(configuration.settings.delivery.transactional_expires_after),
      counts_reactions(lifecycled::counts_reactions(configuration)),
      profiling_default(configuration.settings.consent.profiling_default),
      address_channel(lifecycled::address_channel(configuration)),
      pictures(configuration.messages.pictures) {}

std::string PageContext::link(std::string_view path, std::string_view purpose,
                              std::string_view payload) const {
  return public_url + std::string(path) + signer->sign(purpose, payload);
}

bool is_gone(Database& database, CustomerId customer) {
  return DataProcessing(database).of(customer) >= Processing::BeingErased;
}

LinkFacts link_facts(Database& database, CustomerId customer, DeliveryId delivery) {
  LinkFacts facts;
  if (is_gone(database, customer)) return facts;
  const auto row = Customers(database).find(customer);
  if (!row) return facts;
  facts.is_known = true;
  facts.language = row->language;
  facts.country = row->country;
  facts.time_zone = row->time_zone;
  const auto sent = Deliveries(database).find(delivery);
  if (!sent) return facts;
  facts.channel = sent->channel;
  const auto message = Messages(database).find(sent->message);
  if (message && message->customer == customer) {
    facts.message = message->name;
    facts.written_at = message->created_at;
    if (message->kind == MessageKind::Marketing) facts.campaign = message->campaign;
    facts.is_unproven = message->kind == MessageKind::Confirmation;
  }
  const auto address = sent->address ? Addresses(database).find(*sent->address) : std::nullopt;
  if (address && address->customer == customer) {
    facts.full_address = address->value;
    facts.address = masked_address(address->value);
  }
  return facts;
}

Visitor::Visitor(const PageContext& context, const Request& request)
    : Visitor(context, std::string(request.header("accept-language"))) {}

Visitor::Visitor(const PageContext& context, std::string accept_language)
    : configuration(context.now), context_(context), accept_language_(std::move(accept_language)) {
  reader = configuration->pages.reader(std::nullopt, accept_language_);
}

void Visitor::know(const LinkFacts& found) {
  facts = found;
  reader = configuration->pages.reader(facts.language, accept_language_);
  reader.country = facts.country.value_or("");
  reader.time_zone = facts.time_zone.value_or("");
  if (!facts.is_known) instead = bad_link();
}

void Visitor::require_proven() {
  if (!instead && facts.is_unproven) instead = bad_link();
}

void Visitor::require_fresh(Instant now) {
  const Milliseconds lasts = configuration->pages.settings().proof_lasts;
  if (!instead && facts.written_at && now >= *facts.written_at + lasts)
    instead = page(410, "expired", with_sign("bad"));
}

void Visitor::speak(std::string_view page) { reader = configuration->pages.for_page(page, reader); }

Response Visitor::page(unsigned status, std::string_view name, const liquid::Object& given) const {
  PageDocument document = configuration->pages.render(name, reader, given);
  if (!document.own_mistakes.empty()) {
    context_.log.error("page.own_failed",
                       {{"page", name}, {"problem", to_string(document.own_mistakes.front())}});
  }
  Response response{status, html_type, std::move(document.html), {}};
  response.headers = {{"Content-Language", std::move(document.language)},
                      {"Content-Security-Policy", std::move(document.policy)},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cache-Control", "no-store"}};
  return response;
}

Response Visitor::failure() const {
  Response response = page(503, "failure", with_sign("bad"));
  response.headers.emplace_back("Retry-After", "60");
  return response;
}

liquid::Object Visitor::with_sign(std::string_view sign) {
  return {{"sign", liquid::Value(sign)}, {"link", liquid::Value()}};
}

std::string Visitor::channel_label(std::string_view channel) const {
  return configuration->pages.channel_label(channel, reader);
}

boost::asio::awaitable<Visitor> receive_visitor(const PageContext& context, const Request& request,
                                                CustomerId customer, DeliveryId delivery) {
  Visitor visitor(context, request);
  auto look = [customer, delivery](Database& database) { return link_facts(database, customer, delivery); };
  try {
    LinkFacts facts = co_await context.store.read(std::move(look));
    visitor.know(facts);
  } catch (const std::exception& failure) {
    context.log.error("page.store_failed", {{"reason", failure.what()}});
    visitor.instead = visitor.failure();
  }
  co_return visitor;
}

bool append(Database& database, const PageWord& word, Instant now) {
  if (is_gone(database, word.customer)) return false;
  NewEvent event;
  event.message_id = word.id;
  event.name = word.name;
  event.occurred_at = now;
  event.source = EventSource::Page;
  event.customer = word.customer;
  if (word.delivery > 0) event.delivery = word.delivery;
  event.body = word.body;
  const std::vector<NewEvent> events{std::move(event)};
  return Events(database).append(events, now) > 0;
}

std::string form_number(std::string text) {
  const bool is_number = !text.empty() && text.size() <= 16 &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? text : "0";
}

std::string typed_text(const std::string& text, std::size_t most_bytes) {
  const std::string_view words = trimmed(text);
  // A browser sends neither; whoever does is no customer with something to say.
  if (!is_utf8(words) || words.find('\0') != std::string_view::npos) return "";
  return shortened(words, most_bytes);
}

}  // namespace lifecycled
