#include "pages/review_page.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "pages/order_story.hpp"
#include "store/events.hpp"

namespace lifecycled {
namespace {

using liquid::Array;
using liquid::Object;
using liquid::Value;

// The page is to stay small; whoever ordered more has said enough about these.
constexpr std::size_t most_products = 6;
constexpr std::size_t most_review_bytes = 64 * 1024;

struct Review {
  std::string product_id, name, text;
  int rating = 0;
};

std::optional<int> mark_of(const std::string& text) {
  if (text.size() != 1 || text[0] < '1' || text[0] > '5') return std::nullopt;
  return text[0] - '0';
}

std::string field(std::string_view name, std::size_t at) { return fmt::format("{}.{}", name, at + 1); }

std::vector<Review> reviews_in(const Form& form, const OrderRow& order) {
  std::vector<Review> out;
  for (std::size_t i = 0; i < order.lines.size() && i < most_products; ++i) {
    const auto rating = mark_of(form.value(field("rating", i)));
    if (!rating) continue;
    const OrderLine& line = order.lines[i];
    out.push_back({line.product_id.value_or(""), line.name.value_or(""),
                   typed_text(form.value(field("review", i))), *rating});
  }
  return out;
}

std::size_t keep_reviews(Database& database, const RatingLink& link, const std::string& form_id,
                         const std::vector<Review>& reviews, const std::string& order_key, Instant now) {
  std::size_t written = 0;
  for (const Review& review : reviews) {
    // The same words about the same product, sent twice, are one review.
    const Digest said = sha256(fmt::format("{}\n{}\n{}", review.product_id, review.name, review.text));
    const std::string id = fmt::format("page:review:{}:{}:{}:{}", to_payload(link), form_id, review.rating,
                                       to_hex(bytes_of(said).substr(0, 8)));
    boost::json::object body;
    if (!review.product_id.empty()) body["product_id"] = review.product_id;
    if (!review.name.empty()) body["name"] = review.name;
    body["rating"] = review.rating;
    if (!review.text.empty()) body["review_body"] = review.text;
    body["order_id"] = order_key;
    const PageWord word{id, "Product Reviewed", link.customer, link.delivery, boost::json::serialize(body)};
    if (append(database, word, now)) ++written;
  }
  return written;
}

}  // namespace

void ReviewPage::add_to(Router& router) {
  router.add(Method::Get, "/e/*", 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, "/e/*", most_review_bytes,
             [this](Request request) { return keep_answer(std::move(request)); });
}

std::optional<RatingLink> ReviewPage::link_of(const Request& request) const {
  const auto payload = context_.signer->verify(review_purpose, request.tail);
  return payload ? rating_link(*payload) : std::nullopt;
}

boost::asio::awaitable<std::optional<ReviewPage::Found>> ReviewPage::look(RatingLink link) {
  auto read = [link](Database& database) {
    Found found;
    found.facts = link_facts(database, link.customer, link.delivery);
    Orders orders(database);
    auto order = link.entry_key.empty() ? std::nullopt : orders.find(link.entry_key);
    if (!order) order = orders.latest(link.customer);
    if (order && order->customer == link.customer) {
      found.told = told_order(database, *order);
      found.order = std::move(order);
    }
    return found;
  };
  std::optional<Found> found;
  try {
    found = co_await context_.store.read(std::move(read));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  co_return found;
}

Response ReviewPage::form(unsigned status, const Visitor& visitor, const Found& found,
                          const Form& sent) const {
  Array products;
  const bool has_pictures = visitor.configuration->pages.settings().product_pictures;
  const Array& told = found.told.object().find("products")->array();
  for (std::size_t i = 0; i < found.order->lines.size() && i < most_products; ++i) {
    const OrderLine& line = found.order->lines[i];
    const auto rating = mark_of(sent.value(field("rating", i)));
    products.push_back(Object{{"name", line.name.value_or(line.product_id.value_or(""))},
                              {"image_url", has_pictures ? *told[i].object().find("image_url") : Value()},
                              {"rating", rating ? Value(*rating) : Value()},
                              {"review", typed_text(sent.value(field("review", i)))}});
  }
  const bool has_smileys = visitor.configuration->pages.settings().rating == PageSettings::Rating::Smileys;
  std::string form_id = form_number(sent.value("form"));
  if (form_id == "0") form_id = std::to_string(to_ms(context_.clock.now()));
  const Object facts{{"products", std::move(products)},
                     {"look", has_smileys ? "smileys" : "stars"},
                     {"form", form_id},
                     {"is_incomplete", status != 200}};
  return visitor.page(status, "review", facts);
}

boost::asio::awaitable<Response> ReviewPage::ask(Request request) {
  const auto link = link_of(request);
  Visitor visitor(context_, request);
  if (!link) co_return visitor.bad_link();
  const std::optional<Found> found = co_await look(*link);
  if (!found) co_return visitor.failure();
  visitor.know(found->facts);
  visitor.require_proven();
  if (visitor.instead) co_return std::move(*visitor.instead);
  if (!found->order || found->order->lines.empty())
    co_return visitor.page(404, "order_unknown", Visitor::with_sign(""));
  co_return form(200, visitor, *found, Form());
}

boost::asio::awaitable<Response> ReviewPage::keep_answer(Request request) {
  const auto link = link_of(request);
  Visitor visitor(context_, request);
  if (!link) co_return visitor.bad_link();
  const std::optional<Found> found = co_await look(*link);
  if (!found) co_return visitor.failure();
  visitor.know(found->facts);
  visitor.require_proven();
  if (visitor.instead) co_return std::move(*visitor.instead);
  if (!found->order) co_return visitor.page(404, "order_unknown", Visitor::with_sign(""));
  const Form sent = Form::read(request.header("content-type"), request.body).value_or(Form());
  std::vector<Review> reviews = reviews_in(sent, *found->order);
  if (reviews.empty()) co_return form(400, visitor, *found, sent);
  std::function<std::size_t(Database&)> write = [link = *link, form_id = form_number(sent.value("form")),
                                                 reviews = std::move(reviews), order_key = found->order->key,
                                                 now = context_.clock.now()](Database& database) {
    return keep_reviews(database, link, form_id, reviews, order_key, now);
  };
  const std::optional<std::size_t> written = co_await keep(context_, std::move(write));
  if (!written) co_return visitor.failure();
  if (*written > 0) {
    context_.log.info("page.reviewed", {{"customer", link->customer}, {"products", *written}});
    if (context_.on_events) context_.on_events();
  }
  co_return visitor.page(200, "thanks", Visitor::with_sign("good"));
}

}  // namespace lifecycled
