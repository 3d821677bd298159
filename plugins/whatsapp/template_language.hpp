// Languages as WhatsApp's templates call them. Pure.
#pragma once

#include <string>

namespace whatsapp {

// Of a language by BCP 47: "en-US" is en_US, "zh-Hant" zh_TW, "nl" nl.
std::string template_language(const std::string& tag);

}  // namespace whatsapp
