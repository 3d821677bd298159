// What waits to be sent when its campaign is paused, resumed or ended.
#include <doctest/doctest.h>

#include "delivery/testing.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

using testing::add_reader;
using testing::Desk;
using testing::span;

struct CampaignDesk : Desk {
  DeliveryId queue_of_campaign(MessageKind kind = MessageKind::Marketing) {
    MessageRow message;
    message.customer = anna;
    message.campaign = campaign;
    message.name = "welcome";
    message.kind = kind;
    message.created_at = clock.now();
    message.expires_at = clock.now() + span("3d");
    DeliveryRow row;
    row.message = Messages(database).add(message);
    row.channel = "email";
    row.address = Addresses(database).of_customer(anna, "email").at(0).id;
    row.priority = queue_class(kind, usual_priority, 0);
    row.idempotency_key = "key" + std::to_string(row.message);
    return Deliveries(database).add(row, clock.now());
  }
  std::size_t claim() { return outbox->claim(database, "email", clock.now(), 10, {}).size(); }
  CampaignHalts halts() { return CampaignHalts(database); }
  CampaignId campaign = Campaigns(database).ensure("it");
};

TEST_CASE(
    "what waits stays queued while its campaign is paused, costs nothing, and its time runs out as ever") {
  CampaignDesk desk;
  const DeliveryId marketing = desk.queue_of_campaign();
  const DeliveryId receipt = desk.queue_of_campaign(MessageKind::Transactional);
  const DeliveryId others = desk.queue();
  desk.halts().pause(desk.campaign, desk.clock.now(), "anna", "");
  CHECK(desk.claim() == 1);
  CHECK(desk.row(others).state == DeliveryState::Sending);
  for (const DeliveryId id : {marketing, receipt}) {
    CHECK(desk.row(id).state == DeliveryState::Queued);
    CHECK(desk.row(id).reason == "campaign paused");
    CHECK(desk.row(id).due_at == desk.clock.now() + span("3d"));
  }
  CHECK(desk.halts().count_held(desk.campaign) == 2);
  desk.clock.advance(span("3d"));
  CHECK(desk.claim() == 0);
  CHECK(desk.row(marketing).state == DeliveryState::Expired);
}

TEST_CASE("what waits is withheld when its campaign has ended, and goes when those inside are let out") {
  for (const bool lets_out : {true, false}) {
    CampaignDesk desk;
    const DeliveryId id = desk.queue_of_campaign(MessageKind::Transactional);
    desk.halts().end(desk.campaign, desk.clock.now(), "anna", "", lets_out);
    CHECK(desk.claim() == (lets_out ? 1 : 0));
    CHECK(desk.row(id).state == (lets_out ? DeliveryState::Sending : DeliveryState::Withheld));
    if (!lets_out) CHECK(desk.row(id).reason == "campaign ended");
  }
}

}  // namespace
}  // namespace lifecycled
