#include "message/message_filters.hpp"

#include "message/filter_locale.hpp"

namespace lifecycled {

std::shared_ptr<const liquid::Environment> message_environment(
    const std::shared_ptr<const PictureFiles>& pictures) {
  auto environment = std::make_shared<liquid::Environment>();
  const auto formats = std::make_shared<const LocaleFormats>();
  add_number_filters(environment->filters, formats);
  add_time_filters(environment->filters, formats);
  add_text_filters(environment->filters, formats);
  add_picture_filters(environment->filters, pictures);
  return environment;
}

}  // namespace lifecycled
