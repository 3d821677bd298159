#include "template_language.hpp"

#include <algorithm>
#include <iterator>

namespace whatsapp {
namespace {

// Where WhatsApp has no plain language, or calls it otherwise. Without the script, which it never writes.
constexpr struct {
  const char *tag, *code;
} other_names[] = {{"zh", "zh_CN"},
                   {"zh-Hans", "zh_CN"},
                   {"zh-Hans-SG", "zh_CN"},
                   {"zh-SG", "zh_CN"},
                   {"zh-Hant", "zh_TW"},
                   {"zh-Hant-HK", "zh_HK"},
                   {"zh-MO", "zh_HK"},
                   {"zh-Hant-MO", "zh_HK"},
                   {"pt", "pt_BR"},
                   {"no", "nb"},
                   {"nb-NO", "nb"},
                   {"rw", "rw_RW"},
                   {"ky", "ky_KG"},
                   {"iw", "he"},
                   {"tl", "fil"}};

bool is_script(const std::string& part) { return part.size() == 4; }

}  // namespace

std::string template_language(const std::string& tag) {
  const auto* other = std::find_if(std::begin(other_names), std::end(other_names),
                                   [&](const auto& one) { return tag == one.tag; });
  if (other != std::end(other_names)) return other->code;
  std::string code;
  for (std::size_t at = 0; at <= tag.size();) {
    const std::size_t end = std::min(tag.find('-', at), tag.size());
    const std::string part = tag.substr(at, end - at);
    if (!is_script(part)) code += (code.empty() ? "" : "_") + part;
    at = end + 1;
  }
  return code;
}

}  // namespace whatsapp
