// GET /r/TOKEN shows five stars (?v=4 chooses one beforehand), POST /r/TOKEN keeps the answer; at /n/TOKEN
// the same with the numbers from 0 to 10. Only a POST counts, because scanners follow every link of a mail.
// Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "web/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class RatingPage {
 public:
  enum class Scale { Stars, Nps };
  RatingPage(const PageContext& context, Scale scale) : context_(context), scale_(scale) {}
  void add_to(Router& router);

 private:
  // The form's own number: the same form sent twice is one answer.
  struct Draft {
    std::optional<int> rating;
    std::string comment;
    std::string form_id;
    bool is_incomplete = false;
  };
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> keep(Request request);
  std::optional<RatingLink> link_of(const Request& request) const;
  Response form(unsigned status, const PageTexts& texts, const Draft& draft) const;

  const PageContext& context_;
  Scale scale_;
};

}  // namespace lifecycled
