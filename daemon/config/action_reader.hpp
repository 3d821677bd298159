// What a step does: send, test, split, set, list, emit, call, sunset. Called by step_reader; one thread.
#pragma once

#include "config/campaign_definition.hpp"
#include "config/table_reader.hpp"

namespace lifecycled {

// At most one of them.
void read_action(const TableReader& table, CampaignStep& out, Problems& problems);
// channel, other_than and kind.
SendAction read_how_to_send(const TableReader& table, Problems& problems);
inline constexpr std::string_view action_keys[] = {"send", "test", "split", "set",
                                                   "list", "emit", "call",  "sunset"};

}  // namespace lifecycled
