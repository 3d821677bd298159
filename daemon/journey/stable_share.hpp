// Chance that stays: the same customer draws the same number for the same purpose for ever, and draws of
// different purposes have nothing to do with one another. Pure; any thread.
#pragma once

#include <initializer_list>
#include <string_view>

#include "config/campaign_definition.hpp"
#include "store/events.hpp"

namespace lifecycled {

// In [0, whole_share). `purpose` is what is drawn for: "split", campaign, step.
Share stable_share(std::initializer_list<std::string_view> purpose, CustomerId customer);

}  // namespace lifecycled
