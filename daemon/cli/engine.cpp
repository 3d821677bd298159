#include "cli/engine.hpp"

namespace lifecycled {

std::unique_ptr<Reactor> make_reactor(Database& database, const Configuration& configuration, Random& random,
                                      Instant now, const Log& log) {
  const Settings& settings = configuration.settings;
  const TimeZone zone = TimeZone::named(settings.shop.time_zone);
  FactSettings facts{settings.shop.currency, zone, {}};
  for (const ChannelSettings& channel : settings.channels) facts.reaches[channel.name] = channel.reaches;
  ReactorSettings reactor{message_queue_settings(settings, configuration.messages), std::move(facts),
                          settings.stages, zone};
  return std::make_unique<Reactor>(
      database, std::move(reactor),
      Reactor::Campaigns{configuration.campaigns, configuration.events, configuration.segments}, random, now,
      log);
}

std::shared_ptr<Outbox> make_outbox(const Configuration& configuration, Random& random) {
  const Settings& settings = configuration.settings;
  OutboxSettings outbox{settings.delivery,
                        settings.channels,
                        {settings.delivery, TimeZone::named(settings.shop.time_zone), settings.channels},
                        reply_settings(settings, configuration.messages)};
  return std::make_shared<Outbox>(std::move(outbox), random);
}

std::shared_ptr<const DeliveryStock> make_stock(const Configuration& configuration,
                                                const std::string& public_url,
                                                std::shared_ptr<const TokenSigner> signer,
                                                const Clock& clock) {
  Problems checked_before;
  return std::make_shared<const DeliveryStock>(
      configuration, LinkMaker(public_url, signer),
      LinkTracking(public_url, configuration.settings.shop.url, signer), clock, checked_before);
}

}  // namespace lifecycled
