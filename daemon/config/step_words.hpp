// What a step does and what it waits for, in a few words. Pure.
#pragma once

#include <string>

#include "config/campaign_definition.hpp"

namespace lifecycled {

enum class StepLook { Send, Split, Wait, Other };

StepLook look_of(const CampaignStep& step);
std::string step_title(const CampaignStep& step);  // "send welcome/hello"
std::string step_wait(const CampaignStep& step);   // "after 3d, mon 10:00"; "" when it does not wait
// How a wait_for ended: by one of its events, else by its stage; by a stage that was reached already; in
// vain.
std::string heard_words(const StepWait& wait, const std::string& event);
std::string reached_words(const PlacedName& stage);
std::string timed_out_words(const StepWait& wait);
std::string trigger_words(const CampaignTrigger& trigger);
std::string_view to_text(Serves part);  // "awareness"

}  // namespace lifecycled
