#include "pages/pages.hpp"

namespace lifecycled {

Pages::Pages(PageContext context, const Configuration& configuration)
    : context_(std::move(context)),
      unsubscribe_(context_),
      preferences_(context_),
      address_(context_),
      rating_(context_, RatingPage::Scale::Marks),
      nps_(context_, RatingPage::Scale::Nps),
      review_(context_),
      confirm_(context_),
      order_(context_),
      push_(context_),
      push_routes_(context_),
      site_routes_(context_),
      view_(context_),
      short_links_(context_),
      front_(context_) {
  use(configuration);
}

void Pages::use(const Configuration& configuration) {
  Problems said_before;  // by the check that let this configuration pass
  context_.now = std::make_shared<const PageConfiguration>(configuration, context_.clock, said_before);
}

void Pages::add_to(Router& router) {
  unsubscribe_.add_to(router);
  preferences_.add_to(router);
  address_.add_to(router);
  rating_.add_to(router);
  nps_.add_to(router);
  review_.add_to(router);
  confirm_.add_to(router);
  order_.add_to(router);
  push_.add_to(router);
  push_routes_.add_to(router);
  site_routes_.add_to(router);
  view_.add_to(router);
  short_links_.add_to(router);
  front_.add_to(router);
}

}  // namespace lifecycled
