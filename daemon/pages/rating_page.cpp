#include "pages/rating_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "store/erasures.hpp"
#include "store/events.hpp"
#include "store/orders.hpp"
#include "store/waiting_answers.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

// 1 to 5, or 0 to 10.
std::optional<int> rating_of(RatingPage::Scale scale, std::string_view text) {
  if (scale == RatingPage::Scale::Nps && text == "10") return 10;
  const char lowest = scale == RatingPage::Scale::Nps ? '0' : '1';
  const char highest = scale == RatingPage::Scale::Nps ? '9' : '5';
  if (text.size() != 1 || text[0] < lowest || text[0] > highest) return std::nullopt;
  return text[0] - '0';
}

struct Answer {
  RatingLink link;
  int rating = 0;
  std::string comment, form_id;
};

// What makes two answers the same one.
std::string answer_id(RatingPage::Scale scale, const Answer& answer) {
  const Digest comment = sha256(answer.comment);
  const std::string_view kind = scale == RatingPage::Scale::Nps ? nps_purpose : rating_purpose;
  return fmt::format("page:{}:{}:{}:{}:{}", kind, to_payload(answer.link), answer.form_id, answer.rating,
                     to_hex(bytes_of(comment).substr(0, 8)));
}

std::string answer_body(RatingPage::Scale scale, const Answer& answer, const LinkFacts& facts) {
  boost::json::object body;
  body[scale == RatingPage::Scale::Nps ? "score" : "rating"] = answer.rating;
  if (!answer.comment.empty()) body["comment"] = answer.comment;
  if (!answer.link.entry_key.empty()) body["order_id"] = answer.link.entry_key;
  if (!facts.message.empty()) body["message"] = facts.message;
  if (!facts.channel.empty()) body["channel"] = facts.channel;
  return boost::json::serialize(body);
}

// Of a link without a customer: whoever ordered, where that is known.
LinkFacts facts_of(Database& database, RatingLink& link) {
  if (link.customer != 0) return link_facts(database, link.customer, link.delivery);
  if (const auto order = Orders(database).find(link.entry_key)) {
    link.customer = order->customer;
    return link_facts(database, order->customer, 0);
  }
  // The code in the parcel of whoever was erased since: their order has another name now.
  LinkFacts facts;
  facts.is_known = !Orders(database).find(erased_order_key(database, link.entry_key));
  return facts;
}

struct Done {
  LinkFacts facts;
  CustomerId customer = 0;
  bool is_new = false;
};

Done keep_in(Database& database, RatingPage::Scale scale, Answer answer, Instant now) {
  Done done;
  const std::string id = answer_id(scale, answer);
  done.facts = facts_of(database, answer.link);
  done.customer = answer.link.customer;
  if (!done.facts.is_known || done.facts.is_unproven) return done;
  const std::string body = answer_body(scale, answer, done.facts);
  if (answer.link.customer == 0) {
    done.is_new = WaitingAnswers(database).add(answer.link.entry_key, {id, now, body});
  } else {
    const std::string name = scale == RatingPage::Scale::Nps ? "NPS Answered" : "Feedback Given";
    done.is_new = append(database, {id, name, answer.link.customer, answer.link.delivery, body}, now);
  }
  return done;
}

}  // namespace

void RatingPage::add_to(Router& router) {
  const char* path = scale_ == Scale::Nps ? "/n/*" : "/r/*";
  router.add(Method::Get, path, 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, path, most_form_bytes,
             [this](Request request) { return keep_answer(std::move(request)); });
}

std::optional<RatingPage::Source> RatingPage::source_of(const Request& request) const {
  const TokenSigner& signer = *context_.signer;
  if (const auto payload = signer.verify(scale_ == Scale::Nps ? nps_purpose : rating_purpose, request.tail)) {
    const auto link = rating_link(*payload);
    return link ? std::optional(Source{*link}) : std::nullopt;
  }
  if (scale_ == Scale::Nps) return std::nullopt;
  const auto order = signer.verify(order_rating_purpose, request.tail);
  return order && is_order_key(*order) ? std::optional(Source{{0, 0, *order}}) : std::nullopt;
}

boost::asio::awaitable<Visitor> RatingPage::receive(Request request, Source source) {
  Visitor visitor(context_, request);
  auto look = [link = source.link](Database& database) mutable { return facts_of(database, link); };
  try {
    LinkFacts facts = co_await context_.store.read(std::move(look));
    visitor.know(facts);
    visitor.require_proven();
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
    visitor.instead = visitor.failure();
  }
  co_return visitor;
}

Response RatingPage::form(unsigned status, const Visitor& visitor, const Draft& draft) const {
  const bool has_smileys = visitor.configuration->pages.settings().rating == PageSettings::Rating::Smileys;
  const Object facts{{"rating", draft.rating ? Value(*draft.rating) : Value()},
                     {"look", has_smileys ? "smileys" : "stars"},
                     {"comment", draft.comment},
                     {"form", draft.form_id},
                     {"is_incomplete", draft.is_incomplete}};
  return visitor.page(status, scale_ == Scale::Nps ? "nps" : "rating", facts);
}

boost::asio::awaitable<Response> RatingPage::ask(Request request) {
  const auto source = source_of(request);
  if (!source) co_return Visitor(context_, request).bad_link();
  const Visitor visitor = co_await receive(request, *source);
  if (visitor.instead) co_return *visitor.instead;
  Draft draft;
  draft.rating = rating_of(scale_, request.query_value("v"));
  draft.form_id = std::to_string(to_ms(context_.clock.now()));
  co_return form(200, visitor, draft);
}

boost::asio::awaitable<Response> RatingPage::keep_answer(Request request) {
  const auto source = source_of(request);
  if (!source) co_return Visitor(context_, request).bad_link();
  const Form sent = Form::read(request.header("content-type"), request.body).value_or(Form());
  const std::optional<int> rating = rating_of(scale_, sent.value("rating"));
  Answer answer{source->link, rating.value_or(0), typed_text(sent.value("comment")),
                form_number(sent.value("form"))};
  if (!rating) {
    const Draft draft{rating, answer.comment, answer.form_id, true};
    const Visitor visitor = co_await receive(request, *source);
    if (visitor.instead) co_return *visitor.instead;
    co_return form(400, visitor, draft);
  }
  std::function<Done(Database&)> write = [scale = scale_, answer = std::move(answer),
                                          now = context_.clock.now()](Database& database) {
    return keep_in(database, scale, answer, now);
  };
  const std::optional<Done> done = co_await keep(context_, std::move(write));
  Visitor visitor(context_, request);
  if (!done) co_return visitor.failure();
  visitor.know(done->facts);
  visitor.require_proven();
  if (visitor.instead) co_return std::move(*visitor.instead);
  if (done->is_new) {
    context_.log.info("page.rated", {{"customer", done->customer}, {"rating", *rating}});
    if (context_.on_events) context_.on_events();
  }
  co_return visitor.page(200, "thanks", Visitor::with_sign("good"));
}

}  // namespace lifecycled
