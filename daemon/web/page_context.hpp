// What the public pages share: whose link it is, and how what they say reaches the log. Made by Pages; io
// thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/signed_token.hpp"
#include "store/deliveries.hpp"
#include "store/store.hpp"
#include "web/page_layout.hpp"
#include "web/request.hpp"

namespace lifecycled {

struct PageContext {
  Store& store;
  const Clock& clock;
  Log log;
  std::shared_ptr<const TokenSigner> signer;
  PageLayout layout;
  std::function<void()> on_events;

  // The texts for a visitor of whom nothing is known.
  const PageTexts& texts_of(const Request& request) const;
  const PageTexts& texts_of(const Request& request, const std::optional<std::string>& language) const;
};

// What a page shows of the link's customer and delivery.
struct LinkFacts {
  bool is_known = false;  // false: the customer is gone
  std::optional<std::string> language;
  std::string address;  // masked, "" if there is none
  std::string message;  // the message file's name
  std::string channel;
};
// On the thread that owns the connection.
LinkFacts link_facts(Database& database, CustomerId customer, DeliveryId delivery);

// The masked address as a line of a page; "" where there is none.
std::string address_line(const LinkFacts& facts);

// Who has followed a link whose signature holds, and the texts in their language.
struct Visitor {
  LinkFacts facts;
  const PageTexts* texts = nullptr;
  std::optional<Response>
      instead;  // what to answer where they are gone or the store, which is logged, failed
};
boost::asio::awaitable<Visitor> receive_visitor(const PageContext& context, const Request& request,
                                                CustomerId customer, DeliveryId delivery);

}  // namespace lifecycled
