#include "web/confirm_page.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "store/addresses.hpp"
#include "store/events.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_form_bytes = 16 * 1024;

struct Yes {
  UnsubscribeLink link;
  std::string form_id;
  std::string wording, language;  // what was agreed to, as it stood on the page
};

// True: an event was written. The yes counts for the address that the link was sent to; a link from no
// delivery of ours proves no address, and gives none.
bool give(Database& database, const Yes& yes, Instant now) {
  const auto delivery = Deliveries(database).find(yes.link.delivery);
  if (!delivery || !delivery->address) return false;
  const auto address = Addresses(database).find(*delivery->address);
  if (!address || address->customer != yes.link.customer) return false;
  boost::json::object body;
  body["channel"] = yes.link.channel;
  body["purpose"] = "marketing";
  body[address->kind] = address->value;
  body["source"] = "confirmation page";
  body["text"] = yes.wording;
  body["language"] = yes.language;
  NewEvent event;
  // The same form sent twice is one yes.
  event.message_id = fmt::format("page:confirm:{}:{}", to_payload(yes.link), yes.form_id);
  event.name = "Consent Given";
  event.occurred_at = now;
  event.source = EventSource::Page;
  event.customer = yes.link.customer;
  event.delivery = yes.link.delivery;
  event.body = boost::json::serialize(body);
  const std::vector<NewEvent> events{std::move(event)};
  return Events(database).append(events, now) > 0;
}

std::string digits_or_zero(std::string text) {
  const bool is_number = !text.empty() && text.size() <= 16 &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? text : "0";
}

}  // namespace

void ConfirmPage::add_to(Router& router) {
  router.add(Method::Get, "/c/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/c/*", most_form_bytes,
             [this](Request request) { return confirm(std::move(request)); });
}

std::optional<UnsubscribeLink> ConfirmPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(confirm_purpose, request.tail);
  return payload ? unsubscribe_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Response> ConfirmPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return context_.layout.bad_link(context_.texts_of(request));
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return std::move(*visitor.instead);
  const PageTexts& texts = *visitor.texts;
  const PageLayout& layout = context_.layout;
  const std::string address = address_line(visitor.facts);
  const std::string content = fmt::format(
      R"(<h1>{}</h1>
<p>{}</p>
{}<form method="post" action="?">
<input type="hidden" name="form" value="{}">
<button>{}</button>
<p class="soft">{}</p>
</form>)",
      layout.fill(texts.confirm_title), layout.fill(texts.confirm_lead, channel_label(texts, link->channel)),
      address, to_ms(context_.clock.now()), layout.fill(texts.confirm_button),
      layout.fill(texts.confirm_note));
  co_return layout.page(200, texts, texts.confirm_title, content);
}

boost::asio::awaitable<Response> ConfirmPage::confirm(Request request) {
  const auto link = link_of(request);
  if (!link) co_return context_.layout.bad_link(context_.texts_of(request));
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return std::move(*visitor.instead);
  const PageTexts& texts = *visitor.texts;
  const Form form = Form::read(request.header("content-type"), request.body).value_or(Form());
  const std::string wording = context_.layout.fill(texts.confirm_lead, channel_label(texts, link->channel));
  auto write = [yes = Yes{*link, digits_or_zero(form.value("form")), wording, std::string(texts.language)},
                now = context_.clock.now()](Database& database) { return give(database, yes, now); };
  std::optional<bool> is_new;
  try {
    is_new = co_await context_.store.write(std::move(write));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  if (!is_new) co_return context_.layout.failure(texts);
  if (*is_new) {
    context_.log.info("page.confirmed", {{"customer", link->customer}, {"channel", link->channel}});
    if (context_.on_events) context_.on_events();
  }
  co_return context_.layout.note(200, texts, texts.confirmed_title,
                                 context_.layout.fill(texts.confirmed_text));
}

}  // namespace lifecycled
