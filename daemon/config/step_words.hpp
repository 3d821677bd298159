// What a step does and what it waits for, in a few words. Pure.
#pragma once

#include <string>

#include "config/campaign_definition.hpp"

namespace lifecycled {

enum class StepLook { Send, Split, Wait, Other };

StepLook look_of(const CampaignStep& step);
std::string step_title(const CampaignStep& step);  // "send welcome/hello"
std::string step_wait(const CampaignStep& step);   // "after 3d, mon 10:00"; "" when it does not wait
std::string trigger_words(const CampaignTrigger& trigger);
std::string_view to_text(Serves part);  // "awareness"

}  // namespace lifecycled
