#include "web/page_context.hpp"

#include "base/text.hpp"
#include "store/addresses.hpp"
#include "store/customers.hpp"
#include "store/messages.hpp"

namespace lifecycled {

const PageTexts& PageContext::texts_of(const Request& request) const {
  return texts_of(request, std::nullopt);
}

const PageTexts& PageContext::texts_of(const Request& request,
                                       const std::optional<std::string>& language) const {
  return page_texts(language, request.header("accept-language"), layout.shop().language);
}

LinkFacts link_facts(Database& database, CustomerId customer, DeliveryId delivery) {
  LinkFacts facts;
  const auto row = Customers(database).find(customer);
  if (!row) return facts;
  facts.is_known = true;
  facts.language = row->language;
  const auto sent = Deliveries(database).find(delivery);
  if (!sent) return facts;
  facts.channel = sent->channel;
  if (const auto message = Messages(database).find(sent->message); message && message->customer == customer) {
    facts.message = message->name;
  }
  const auto address = sent->address ? Addresses(database).find(*sent->address) : std::nullopt;
  if (address && address->customer == customer) facts.address = masked_address(address->value);
  return facts;
}

boost::asio::awaitable<std::optional<LinkFacts>> read_link_facts(const PageContext& context,
                                                                 CustomerId customer, DeliveryId delivery) {
  auto look = [customer, delivery](Database& database) { return link_facts(database, customer, delivery); };
  try {
    LinkFacts facts = co_await context.store.read(std::move(look));
    co_return facts;
  } catch (const std::exception& failure) {
    context.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  co_return std::nullopt;
}

}  // namespace lifecycled
