#include "pages/push_script.hpp"

#include <fmt/format.h>

#include "pages/page_assets.hpp"

namespace lifecycled {

std::string push_script(std::string_view daemon, std::string_view key,
                        std::initializer_list<std::string_view> parts) {
  std::string out = fmt::format("(() => {{\n\"use strict\";\nconst DAEMON = {}, KEY = \"{}\";\n{}", daemon,
                                key, push_common());
  for (const std::string_view part : parts) out.append(part);
  return out + "})();\n";
}

}  // namespace lifecycled
