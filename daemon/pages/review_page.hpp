// GET /e/TOKEN asks about each product of the link's order, POST /e/TOKEN keeps one event for each that was
// rated. Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "store/orders.hpp"
#include "web/form.hpp"
#include "web/router.hpp"

namespace lifecycled {

class ReviewPage {
 public:
  explicit ReviewPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  struct Found {
    LinkFacts facts;
    std::optional<OrderRow> order;  // the customer's own
    liquid::Value told;             // the order as messages see it: with pictures
  };
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> keep_answer(Request request);
  boost::asio::awaitable<std::optional<Found>> look(RatingLink link);
  std::optional<RatingLink> link_of(const Request& request) const;
  Response form(unsigned status, const Visitor& visitor, const Found& found, const Form& sent) const;

  const PageContext& context_;
};

}  // namespace lifecycled
