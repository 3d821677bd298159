// What the public pages share: the pages of the configuration in force, whose link it is, and how what
// customers say reaches the log. Made by Pages; io thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/signed_token.hpp"
#include "config/load.hpp"
#include "intake/write_keys.hpp"
#include "liquid/value.hpp"
#include "message/links.hpp"
#include "message/own_messages.hpp"
#include "pages/page_set.hpp"
#include "store/deliveries.hpp"
#include "store/store.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

namespace lifecycled {

constexpr std::size_t most_form_bytes = 32 * 1024;

// One configuration as pages need it. Immutable; a visit keeps the one that it began with.
struct PageConfiguration {
  PageSet pages;
  std::vector<ChannelSettings> channels;
  std::vector<TopicSettings> topics;
  std::string shop_url;
  Milliseconds link_expires_after{0};
  // Opens or clicks are counted of those who agree to it, and how it is with those who say nothing.
  bool counts_reactions = false, profiling_default = false;
  // The channel of the message "account/new-address", "" where the shop has no such message: then nobody can
  // change an address here.
  std::string address_channel;
  std::shared_ptr<const PictureFiles> pictures;  // that a mail in the browser may show

  PageConfiguration(const Configuration& configuration, const Clock& clock, Problems& problems);
};

struct PageContext {
  Store& store;
  const Clock& clock;
  Random& random;
  Log log;
  std::shared_ptr<const TokenSigner> signer;
  std::string public_url;
  std::function<void()> on_events;
  std::function<void()> on_queued;  // a delivery waits to be sent
  // By which the shop's servers vouch for who is in front of a browser.
  WriteKeys keys = WriteKeys({});
  std::shared_ptr<const PageConfiguration> now = {};

  std::string link(std::string_view path, std::string_view purpose, std::string_view payload) const;
};

// What a page knows of the link's customer and delivery.
struct LinkFacts {
  bool is_known = false;  // false: the customer is gone, or is being erased
  std::optional<std::string> language, country, time_zone;
  std::string full_address;  // of the delivery, and
  std::string address;       // masked; "" if there is none
  std::string message;       // the message file's name
  std::string channel;
  std::optional<Instant> written_at;
  std::optional<CampaignId> campaign;  // of advertising alone
  // The mail went to an address that nobody had proven: whoever reads it may be a stranger, and the link
  // speaks for that address alone.
  bool is_unproven = false;
};
// On the thread that owns the connection, all of these. Erased, on the way there, or never known: nothing is
// shown of them, and nothing more written down.
bool is_gone(Database& database, CustomerId customer);
LinkFacts link_facts(Database& database, CustomerId customer, DeliveryId delivery);

// Who has followed a link whose signature holds, or somebody of whom nothing is known.
class Visitor {
 public:
  Visitor(const PageContext& context, const Request& request);
  Visitor(const PageContext& context, std::string accept_language);
  void know(const LinkFacts& facts);

  LinkFacts facts;
  std::shared_ptr<const PageConfiguration> configuration;
  PageReader reader;
  // What to answer where they are gone, or the store, which is logged, failed.
  std::optional<Response> instead;

  // In the language of this page from now on, for what is put together before it: labels, and the words that
  // the consent ledger keeps.
  void speak(std::string_view page);
  Response page(unsigned status, std::string_view name, const liquid::Object& facts = {}) const;
  Response bad_link() const { return page(404, "bad_link", with_sign("bad")); }
  Response failure() const;
  // Of all pages but those that prove an address or refuse it. Sets `instead`.
  void require_proven();
  // Of a link that proves an address: too old a one answers nothing but that it is. Sets `instead`.
  void require_fresh(Instant now);
  // The facts of a note: "good", "bad" or no sign beside it, and no link below.
  static liquid::Object with_sign(std::string_view sign);
  std::string channel_label(std::string_view channel) const;

 private:
  const PageContext& context_;
  std::string accept_language_;
};

boost::asio::awaitable<Visitor> receive_visitor(const PageContext& context, const Request& request,
                                                CustomerId customer, DeliveryId delivery);

// `work` on the writer; nothing when the store, which is logged, failed.
template <class Result>
boost::asio::awaitable<std::optional<Result>> keep(const PageContext& context,
                                                   std::function<Result(Database&)> work) {
  std::optional<Result> out;
  try {
    out = co_await context.store.write(std::move(work));
  } catch (const std::exception& failure) {
    context.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  co_return out;
}

// What a customer said on a page, as an event of theirs. With an id, the same one within 30 days is the same
// event; true: it was new. Of whoever is gone nothing is kept.
struct PageWord {
  std::string id;
  std::string name;
  CustomerId customer = 0;
  DeliveryId delivery = 0;
  std::string body;
};
bool append(Database& database, const PageWord& word, Instant now);

// A form's own number, which makes the same form sent twice one answer: digits, else "0".
std::string form_number(std::string text);
// What a stranger typed into a text field: valid, bounded, without a NUL.
std::string typed_text(const std::string& text, std::size_t most_bytes = 4000);

}  // namespace lifecycled
