// "event.total", "heard.rating", "property.renews_at", "product.runs_out_at": names of facts, where a value
// may be one. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/campaign_definition.hpp"

namespace lifecycled {

// All that is known of a product by itself: when the customer will need more of it.
inline constexpr std::string_view runs_out_at = "runs_out_at";

// Nothing for a text of another form.
std::optional<FactName> parse_fact_name(std::string_view text, const Place& place);
std::string to_string(const FactName& fact);

}  // namespace lifecycled
