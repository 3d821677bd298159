#include "web/page_context.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "liquid/text.hpp"
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

std::string address_line(const LinkFacts& facts) {
  if (facts.address.empty()) return "";
  return fmt::format("<p class=\"soft\">{}</p>\n", liquid::escaped(facts.address));
}

boost::asio::awaitable<Visitor> receive_visitor(const PageContext& context, const Request& request,
                                                CustomerId customer, DeliveryId delivery) {
  auto look = [customer, delivery](Database& database) { return link_facts(database, customer, delivery); };
  Visitor visitor;
  try {
    visitor.facts = co_await context.store.read(std::move(look));
    visitor.texts = &context.texts_of(request, visitor.facts.language);
    if (!visitor.facts.is_known) visitor.instead = context.layout.bad_link(*visitor.texts);
  } catch (const std::exception& failure) {
    context.log.error("page.store_failed", {{"reason", failure.what()}});
    visitor.texts = &context.texts_of(request);
    visitor.instead = context.layout.failure(*visitor.texts);
  }
  co_return visitor;
}

}  // namespace lifecycled
