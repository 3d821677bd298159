// The pages that a shop's customers see, behind signed links. Made by main(), outlives the server; io thread.
#pragma once

#include <functional>
#include <memory>

#include "web/confirm_page.hpp"
#include "web/page_context.hpp"
#include "web/rating_page.hpp"
#include "web/short_links.hpp"
#include "web/unsubscribe_page.hpp"
#include "web/view_page.hpp"

namespace lifecycled {

class Pages {
 public:
  // `on_events` is called after a commit that brought an event. `store` and `clock` outlive this.
  Pages(Store& store, const Clock& clock, Log log, std::shared_ptr<const TokenSigner> signer,
        ShopSettings shop, std::function<void()> on_events)
      : context_{store,
                 clock,
                 std::move(log),
                 std::move(signer),
                 PageLayout(std::move(shop)),
                 std::move(on_events)},
        unsubscribe_(context_),
        rating_(context_, RatingPage::Scale::Stars),
        nps_(context_, RatingPage::Scale::Nps),
        confirm_(context_),
        view_(context_),
        short_links_(context_) {}
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  void add_to(Router& router) {
    unsubscribe_.add_to(router);
    rating_.add_to(router);
    nps_.add_to(router);
    confirm_.add_to(router);
    view_.add_to(router);
    short_links_.add_to(router);
  }

 private:
  PageContext context_;
  UnsubscribePage unsubscribe_;
  RatingPage rating_;
  RatingPage nps_;
  ConfirmPage confirm_;
  ViewPage view_;
  ShortLinks short_links_;
};

}  // namespace lifecycled
