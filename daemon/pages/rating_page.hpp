// GET /r/TOKEN shows five marks (?v=4 chooses one beforehand), POST /r/TOKEN keeps the answer; at /n/TOKEN
// the same with the numbers from 0 to 10. Only a POST counts, because scanners follow every link of a mail.
// The code in a parcel leads here too, by its order alone, which need not be known yet. Made by Pages; io
// thread.
#pragma once

#include "base/link_payload.hpp"
#include "pages/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class RatingPage {
 public:
  enum class Scale { Marks, Nps };
  RatingPage(const PageContext& context, Scale scale) : context_(context), scale_(scale) {}
  void add_to(Router& router);

 private:
  // Whose answer it is: a customer's, or that of whoever has the order's parcel (customer 0).
  struct Source {
    RatingLink link;
    bool is_by_order() const { return link.customer == 0; }
  };
  // The form's own number: the same form sent twice is one answer.
  struct Draft {
    std::optional<int> rating;
    std::string comment;
    std::string form_id;
    bool is_incomplete = false;
  };
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> keep_answer(Request request);
  boost::asio::awaitable<Visitor> receive(Request request, Source source);
  std::optional<Source> source_of(const Request& request) const;
  Response form(unsigned status, const Visitor& visitor, const Draft& draft) const;

  const PageContext& context_;
  Scale scale_;
};

}  // namespace lifecycled
