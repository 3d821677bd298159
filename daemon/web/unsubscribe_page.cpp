#include "web/unsubscribe_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "store/consents.hpp"
#include "store/events.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_form_bytes = 16 * 1024;
constexpr const char* reactor_cursor = "reactor";

// Whether the customer has said this already, so that a mail provider that posts twice makes one event. Only
// where nothing waits to be applied: a yes that is in the log and not yet in the ledger would make us drop
// the no.
bool is_withdrawn(Database& database, CustomerId customer, std::string_view channel, bool everywhere) {
  Events events(database);
  if (events.cursor(reactor_cursor) != events.last_id()) return false;
  Consents consents(database);
  bool is_recorded = false;
  for (const AddressRow& address : Addresses(database).of_customer(customer)) {
    for (const ConsentRow& row : consents.history(address.id)) {
      if (row.purpose != ConsentPurpose::Marketing || (!everywhere && row.channel != channel)) continue;
      const auto current = consents.current(address.id, row.channel, row.purpose);
      if (current && current->given) return false;
      is_recorded = true;
    }
  }
  return is_recorded;
}

// True: an event was written.
bool withdraw(Database& database, const UnsubscribeLink& link, bool everywhere, std::string_view source,
              Instant now) {
  const auto customer = Customers(database).find(link.customer);
  if (!customer || is_withdrawn(database, link.customer, link.channel, everywhere)) return false;
  boost::json::object body;
  body["channel"] = link.channel;
  body["purpose"] = "marketing";
  body["source"] = std::string(source);
  body["scope"] = everywhere ? "all" : "channel";
  NewEvent event;
  event.name = "Consent Withdrawn";
  event.occurred_at = now;
  event.source = EventSource::Page;
  event.customer = link.customer;
  if (link.delivery > 0) event.delivery = link.delivery;
  event.body = boost::json::serialize(body);
  Events(database).append(event, now);
  return true;
}

std::string choice(std::string_view value, std::string_view label, bool is_checked) {
  return fmt::format(
      R"(<label class="choice"><input type="radio" name="scope" value="{}"{}><span>{}</span></label>)", value,
      is_checked ? " checked" : "", label);
}

}  // namespace

void UnsubscribePage::add_to(Router& router) {
  for (const char* path : {"/u/*", "/p/*"}) {
    router.add(Method::Get, path, 0, [this](Request request) { return ask(std::move(request)); });
    router.add(Method::Post, path, most_form_bytes,
               [this](Request request) { return unsubscribe(std::move(request)); });
  }
}

std::optional<UnsubscribeLink> UnsubscribePage::link_of(const Request& request) const {
  const auto purpose = request.path.starts_with("/p/") ? preferences_purpose : unsubscribe_purpose;
  const auto payload = context_.signer->verify(purpose, request.tail);
  return payload ? unsubscribe_link(*payload) : std::nullopt;
}

boost::asio::awaitable<Response> UnsubscribePage::ask(Request request) {
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
<fieldset><legend>{}</legend>
{}
{}
</fieldset>
<button>{}</button>
<p class="soft">{}</p>
</form>)",
      layout.fill(texts.unsubscribe_title), layout.fill(texts.unsubscribe_lead), address,
      layout.fill(texts.scope_legend),
      choice("channel", layout.fill(texts.scope_channel, channel_label(texts, link->channel)), true),
      choice("all", layout.fill(texts.scope_all), false), layout.fill(texts.unsubscribe_button),
      layout.fill(texts.orders_go_on));
  co_return layout.page(200, texts, texts.unsubscribe_title, content);
}

boost::asio::awaitable<Response> UnsubscribePage::unsubscribe(Request request) {
  const auto link = link_of(request);
  if (!link) co_return context_.layout.bad_link(context_.texts_of(request));
  // Whatever the form says or fails to say: a signed link and a POST are the wish to hear no more.
  const Form form = Form::read(request.header("content-type"), request.body).value_or(Form());
  const bool is_one_click = form.value("List-Unsubscribe") == "One-Click";
  const bool everywhere = !is_one_click && form.value("scope") == "all";

  struct Done {
    LinkFacts facts;
    bool is_new = false;
  };
  auto write = [link = *link, everywhere, is_one_click, now = context_.clock.now()](Database& database) {
    Done done;
    done.is_new = withdraw(database, link, everywhere, is_one_click ? "one-click" : "unsubscribe page", now);
    done.facts = link_facts(database, link.customer, link.delivery);
    return done;
  };
  std::optional<Done> done;
  try {
    done = co_await context_.store.write(std::move(write));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  if (!done) co_return context_.layout.failure(context_.texts_of(request));
  if (done->is_new) {
    context_.log.info("page.unsubscribed", {{"customer", link->customer},
                                            {"channel", link->channel},
                                            {"scope", everywhere ? "all" : "channel"},
                                            {"one_click", is_one_click}});
    if (context_.on_events) context_.on_events();
  }
  const PageTexts& texts = context_.texts_of(request, done->facts.language);
  const std::string_view said = everywhere ? texts.unsubscribed_all : texts.unsubscribed_channel;
  co_return context_.layout.note(200, texts, texts.unsubscribed_title,
                                 context_.layout.fill(said, channel_label(texts, link->channel)));
}

}  // namespace lifecycled
