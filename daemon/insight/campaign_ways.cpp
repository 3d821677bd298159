#include "insight/campaign_ways.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lifecycled {
namespace {

// Somebody about to take a step, on the path that a split chose.
using Situation = std::pair<std::int64_t, std::string>;

class Ways {
 public:
  explicit Ways(const CampaignDefinition& campaign) : steps_(campaign.steps) {}

  std::vector<CampaignWay> all() {
    go(campaign_start, land(0, ""), "", "");
    while (!open_.empty()) {
      const Situation here = open_.back();
      open_.pop_back();
      if (here.first < size() && seen_.insert(here).second) leave(here);
    }
    std::vector<CampaignWay> out;
    for (const auto& [ends, labels] : ways_) {
      std::string label;
      for (const std::string& one : labels) label += (label.empty() || one.empty() ? "" : ", ") + one;
      out.push_back({ends.first, ends.second, label});
    }
    return out;
  }

 private:
  std::int64_t size() const { return static_cast<std::int64_t>(steps_.size()); }
  // Steps of other paths are passed over.
  std::int64_t land(std::int64_t step, const std::string& path) const {
    while (step < size()) {
      const std::string& needed = steps_[static_cast<std::size_t>(step)].path;
      if (needed.empty() || needed == path) break;
      ++step;
    }
    return step;
  }
  void go(std::int64_t from, std::int64_t to, const std::string& path, const std::string& label) {
    ways_[{from, to}].insert(label);
    open_.emplace_back(to, path);
  }
  void leave(const Situation& here) {
    const CampaignStep& step = steps_[static_cast<std::size_t>(here.first)];
    if (const auto* split = std::get_if<SplitAction>(&step.action)) {
      for (const auto& branch : split->branches)
        go(here.first, land(here.first + 1, branch.path), branch.path, branch.path);
      return;
    }
    if (step.wait_for && step.wait_for->exit_if_not) go(here.first, size(), here.second, "exit if not");
    if (step.then_exit) {
      go(here.first, size(), here.second, "exit");
    } else if (step.to) {
      const auto target = std::ranges::find(steps_, step.to->name, &CampaignStep::id);
      go(here.first, land(target - steps_.begin(), here.second), here.second, "");
    } else {
      go(here.first, land(here.first + 1, here.second), here.second, "");
    }
    // Whoever its condition says no to, or whose date is absent, goes by.
    if ((step.then_exit || step.to) && (!step.where.text.empty() || step.until))
      go(here.first, land(here.first + 1, here.second), here.second, "else");
  }

  const std::vector<CampaignStep>& steps_;
  std::vector<Situation> open_;
  std::set<Situation> seen_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::set<std::string>> ways_;
};

}  // namespace

std::vector<CampaignWay> ways_of(const CampaignDefinition& campaign) { return Ways(campaign).all(); }

}  // namespace lifecycled
