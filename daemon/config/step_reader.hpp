// One table of a campaign's `step` list into a CampaignStep. Called by campaign_reader alone; one thread.
#pragma once

#include <optional>

#include "base/message_kind.hpp"
#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

// `number` counts from 1. What concerns several steps (ids, paths, `to`) is campaign_graph's.
CampaignStep read_step(const TomlTable& from, std::size_t number, Problems& problems);

// Also for the tables above a step.
std::vector<PlacedName> read_names(const TableReader& table, std::string_view key, std::string_view must_be);
ConditionText read_condition(const TableReader& table);
std::optional<MessageKind> read_message_kind(const TableReader& table);

}  // namespace lifecycled
