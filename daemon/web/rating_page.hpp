// GET /r/TOKEN shows five stars (?v=4 chooses one beforehand), POST /r/TOKEN keeps the answer. Only a POST
// counts, because scanners follow every link of a mail. Made by Pages; io thread.
#pragma once

#include "base/link_payload.hpp"
#include "web/page_context.hpp"
#include "web/router.hpp"

namespace lifecycled {

class RatingPage {
 public:
  explicit RatingPage(const PageContext& context) : context_(context) {}
  void add_to(Router& router);

 private:
  // The form's own number: the same form sent twice is one answer.
  struct Draft {
    int rating = 0;  // 0: none chosen
    std::string comment;
    std::string form_id;
    bool is_incomplete = false;
  };
  boost::asio::awaitable<Response> ask(Request request);
  boost::asio::awaitable<Response> keep(Request request);
  std::optional<RatingLink> link_of(const Request& request) const;
  Response form(unsigned status, const PageTexts& texts, const Draft& draft) const;

  const PageContext& context_;
};

}  // namespace lifecycled
