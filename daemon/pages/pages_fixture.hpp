// For tests of pages: a shop with one Dutch customer and one mail sent to them, its pages on a server of its
// own.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "config/page_reader.hpp"
#include "message/composer.hpp"
#include "pages/pages.hpp"
#include "store/consents.hpp"
#include "store/contents.hpp"
#include "store/events.hpp"
#include "web/web_fixture.hpp"

namespace lifecycled::testing {

constexpr const char* form_header = "Content-Type: application/x-www-form-urlencoded\r\n";

struct PagesFixture {
  PagesFixture() : server(io.io.get_executor(), clock, {}, {}, router) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    {
      Database database(file, Database::Mode::ReadWrite);
      customer = Customers(database).create(clock.now());
      auto row = *Customers(database).find(customer);
      row.language = "nl";
      Customers(database).save_traits(row);
      address =
          Addresses(database).add(customer, "email", "anna@example.org", "anna@example.org", clock.now());
      MessageRow message;
      message.customer = customer;
      message.name = "feedback/delivery";
      message.created_at = message.expires_at = clock.now();
      DeliveryRow sent;
      sent.message = Messages(database).add(message);
      sent.channel = "email";
      sent.address = address;
      sent.idempotency_key = "k";
      delivery = Deliveries(database).add(sent, clock.now());
    }
    store.emplace(io.io.get_executor(), Store::Settings{file, 1, {}});
    ShopSettings shop;
    shop.name = "Tea & <Co>";
    shop.url = "https://tea.example";
    Configuration configuration;
    Problems problems;
    configuration.settings.shop = shop;
    configuration.pages = read_pages("/nowhere", "pages", problems);
    configuration.settings.topics = {{"offers", {{"nl", "Acties"}, {"en", "Offers"}}, {}},
                                     {"news", {{"en", "News"}}, {}}};
    ChannelSettings email;
    email.name = email.reaches = "email";
    configuration.settings.channels.push_back(email);
    ChannelSettings browser;
    browser.name = browser.reaches = "webpush";
    browser.options["vapid_public_key"] = {vapid_key(), {}, {}, {}};
    browser.options["push_services"] = {std::vector<std::string>{"push.example"}, {}, {}, {}};
    browser.options["sites"] = {std::vector<std::string>{"https://tea-outlet.example"}, {}, {}, {}};
    configuration.settings.channels.push_back(browser);
    MessageDefinition message;
    message.name = new_address_message;
    message.channels["email"];
    configuration.messages.messages.push_back(message);
    configuration.campaigns.emplace_back().name = "welcome";  // its clicks are counted, as is usual
    pages.emplace(PageContext{*store, clock, random, Log(), signer, "https://mail.example",
                              [this] { ++woken; }, [this] { ++queued; }, shop_keys()},
                  configuration);
    pages->add_to(router);
    server.listen("127.0.0.1:0");
    io.start();
  }
  ~PagesFixture() {
    io.join();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  static WriteKeys shop_keys() { return WriteKeys({{"shop-key", {true}}, {"site-key", {false}}}); }
  // 65 bytes, as of an uncompressed point of P-256.
  static std::string vapid_key() { return "B" + std::string(86, 'A'); }
  std::string unsubscribe_path() const {
    return "/u/" +
           signer->sign(unsubscribe_purpose, to_payload(UnsubscribeLink{customer, delivery, "email"}));
  }
  std::string rating_path(const std::string& order) const {
    return "/r/" + signer->sign(rating_purpose, to_payload(RatingLink{customer, delivery, order}));
  }
  std::string nps_path() const {
    return "/n/" + signer->sign(nps_purpose, to_payload(RatingLink{customer, delivery, ""}));
  }
  std::string confirm_path(DeliveryId of) const {
    return "/c/" + signer->sign(confirm_purpose, to_payload(UnsubscribeLink{customer, of, "email"}));
  }
  std::string preferences_path() const {
    return "/p/" +
           signer->sign(preferences_purpose, to_payload(UnsubscribeLink{customer, delivery, "email"}));
  }
  std::string view_path(CustomerId of) const {
    return "/v/" + signer->sign(view_purpose, to_payload(ViewLink{of, delivery}));
  }
  void keep(const char* part, const std::string& text) {
    ComposedMessage message;
    message.language = "fr";
    message.fields[part] = text;
    Database database(file, Database::Mode::ReadWrite);
    Contents(database).save(delivery, pack_content(message.to_json()), clock.now());
  }
  std::string ask(const std::string& text) {
    RawClient client(server.port());
    return client.ask(text);
  }
  std::vector<StoredEvent> events() {
    Database database(file, Database::Mode::ReadOnly);
    return Events(database).read_after(0, 100);
  }

  std::filesystem::path folder = std::filesystem::temp_directory_path() / "lifecycled_pages_test";
  std::filesystem::path file = folder / "test.db";
  SystemClock clock;
  std::shared_ptr<const TokenSigner> signer =
      std::make_shared<TokenSigner>(std::vector<std::string>{"secret"});
  CustomerId customer = 0;
  AddressId address = 0;
  DeliveryId delivery = 0;
  Router router;
  IoThread io;
  HttpServer server;
  std::optional<Store> store;
  std::optional<Pages> pages;
  std::atomic<int> woken = 0, queued = 0;
  SystemRandom random;
};

inline bool says(const std::string& answer, std::string_view text) {
  return answer.find(text) != std::string::npos;
}

}  // namespace lifecycled::testing
