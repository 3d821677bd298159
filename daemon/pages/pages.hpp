// The pages that a shop's customers see, behind signed links. Made by main(), outlives the server; io thread.
#pragma once

#include <memory>

#include "pages/address_page.hpp"
#include "pages/confirm_page.hpp"
#include "pages/front_page.hpp"
#include "pages/order_page.hpp"
#include "pages/page_context.hpp"
#include "pages/preferences_page.hpp"
#include "pages/push_page.hpp"
#include "pages/push_routes.hpp"
#include "pages/rating_page.hpp"
#include "pages/review_page.hpp"
#include "pages/short_links.hpp"
#include "pages/site_routes.hpp"
#include "pages/unsubscribe_page.hpp"
#include "pages/view_page.hpp"

namespace lifecycled {

class Pages {
 public:
  // What `context` refers to outlives this.
  Pages(PageContext context, const Configuration& configuration);
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // Visits that have begun keep the pages that they began with.
  void use(const Configuration& configuration);
  void add_to(Router& router);

 private:
  PageContext context_;
  UnsubscribePage unsubscribe_;
  PreferencesPage preferences_;
  AddressPage address_;
  RatingPage rating_;
  RatingPage nps_;
  ReviewPage review_;
  ConfirmPage confirm_;
  OrderPage order_;
  PushPage push_;
  PushRoutes push_routes_;
  SiteRoutes site_routes_;
  ViewPage view_;
  ShortLinks short_links_;
  FrontPage front_;
};

}  // namespace lifecycled
