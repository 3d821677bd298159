// `lifecycled map` and `lifecycled plan`: their options, and what they print. They read the database beside a
// running daemon and hold up nothing. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "config/load.hpp"
#include "store/database.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct InsightCall {
  std::string configuration_file;
  std::string campaign, svg;
  bool json = false;
};

// What other reports beside the daemon need, too: no mistakes in the files, and the database to read.
void insist_on(const Problems& problems);
Database open_to_read(const Settings& settings);
// "2026-06-01 at 12:00", by the shop's clock.
std::string picture_moment(const Configuration& configuration, Instant now);

// `run` becomes what was chosen; the references outlive the app.
void add_insight_commands(CLI::App& app, InsightCall& into, std::function<int()>& run, const Clock& clock);

}  // namespace lifecycled
