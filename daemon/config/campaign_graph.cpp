#include "config/campaign_graph.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

// A customer about to take a step, on the path that a split chose ("" before any). After a second split both
// paths are followed: what nobody can come to either way is surely unreachable.
using Situation = std::pair<std::size_t, std::string>;

struct Way {
  Situation from, to;
  bool waits;
};

class Graph {
 public:
  Graph(const CampaignDefinition& campaign, Problems& problems)
      : steps_(campaign.steps), campaign_(campaign), problems_(problems) {}

  void check() {
    check_names();
    if (!names_are_right_) return;  // a wrong `to` would make other steps look unreachable
    explore();
    for (const CampaignStep& step : steps_) {
      const auto index = static_cast<std::size_t>(&step - steps_.data());
      if (!acted_.contains(index)) {
        problems_.error(step.place, fmt::format("nobody comes to {}", called(index)),
                        "every way before it ends or goes elsewhere");
      }
    }
    check_loops();
    check_endless_waits();
  }

 private:
  std::string called(std::size_t index) const {
    const std::string usual = fmt::format("step {}", index + 1);
    return steps_[index].id == usual ? usual : fmt::format("{} (\"{}\")", usual, steps_[index].id);
  }

  // Of a name that is like none: which there are. A step that was given none is called by its place.
  std::string near_or_listed(const std::string& name, const std::vector<std::string>& ids) const {
    if (std::string near = did_you_mean(name, ids); !near.empty()) return near;
    constexpr std::size_t most = 8;
    std::vector<std::string> given;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] != fmt::format("step {}", i + 1)) given.push_back(ids[i]);
    }
    if (given.empty()) return fmt::format("give the step that is meant id = \"{}\"", name);
    const bool are_all = given.size() <= most;
    given.resize(std::min(given.size(), most));
    return fmt::format("there is {}{}", join(given, ", "), are_all ? "" : " and others");
  }

  void check_names() {
    std::vector<std::string> ids, paths;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const CampaignStep& step = steps_[i];
      if (!index_of_.emplace(step.id, i).second) {
        report(step.place, fmt::format("two steps have the id \"{}\"", step.id), "give one of them another");
      }
      ids.push_back(step.id);
    }
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const CampaignStep& step = steps_[i];
      if (step.to && !index_of_.contains(step.to->name)) {
        report(step.to->place, fmt::format("no step has the id \"{}\"", step.to->name),
               near_or_listed(step.to->name, ids));
      }
      if (!step.path.empty() && std::ranges::find(paths, step.path) == paths.end()) {
        const std::string near = did_you_mean(step.path, paths);
        report(step.path_place, fmt::format("no earlier split offers the path \"{}\"", step.path),
               !near.empty() || paths.empty() ? near : fmt::format("there is {}", join(paths, ", ")));
      }
      if (const SendAction* send = sending(step.action)) check_other_than(*send, i, ids);
      if (const auto* split = std::get_if<SplitAction>(&step.action)) {
        for (const auto& branch : split->branches) paths.push_back(branch.path);
      }
    }
  }

  void check_other_than(const SendAction& send, std::size_t index, const std::vector<std::string>& ids) {
    if (send.other_than.empty()) return;
    const auto found = index_of_.find(send.other_than);
    if (found == index_of_.end()) {
      report(send.other_than_place, fmt::format("no step has the id \"{}\"", send.other_than),
             did_you_mean(send.other_than, ids));
    } else if (found->second >= index || !sending(steps_[found->second].action)) {
      report(send.other_than_place,
             fmt::format("\"other_than\" names an earlier step that sends; \"{}\" is none", send.other_than));
    }
  }

  // `at`, `until` and a stage are no waits: at ten o'clock sharp, after that date, or in that stage, they are
  // over at once.
  bool waits(const CampaignStep& step) const {
    return (step.after && step.after->count() > 0) || (step.wait_for && !step.wait_for->events.empty());
  }

  // Every situation that somebody can be in, and every way between two of them.
  void explore() {
    std::vector<Situation> open{{0, ""}};
    while (!open.empty()) {
      const Situation here = std::move(open.back());
      open.pop_back();
      if (here.first >= steps_.size() || !seen_.insert(here).second) continue;
      const auto first_way = ways_.size();
      add_ways(here);
      for (std::size_t i = first_way; i < ways_.size(); ++i) open.push_back(ways_[i].to);
    }
  }

  void add_ways(const Situation& here) {
    const auto& [index, path] = here;
    const CampaignStep& step = steps_[index];
    if (!step.path.empty() && step.path != path) {
      ways_.push_back({here, {index + 1, path}, false});
      return;
    }
    acted_.insert(index);
    const bool wait = waits(step);
    // Without its date, a step is passed by at once.
    if (!step.where.is_always() || step.until)
      ways_.push_back({here, {index + 1, path}, wait && !step.until});
    if (step.then_exit) return;
    const std::size_t next = step.to ? index_of_.at(step.to->name) : index + 1;
    const auto* split = std::get_if<SplitAction>(&step.action);
    if (!split || split->branches.empty() || !path.empty()) ways_.push_back({here, {next, path}, wait});
    if (!split) return;
    for (const auto& branch : split->branches) ways_.push_back({here, {next, branch.path}, wait});
  }

  // Takes away, again and again, whatever has no wait-less way in or out: what stays goes round for ever.
  void check_loops() {
    std::vector<Way> ways;
    std::ranges::copy_if(ways_, std::back_inserter(ways), [](const Way& way) { return !way.waits; });
    for (std::size_t before = 0; before != ways.size();) {
      before = ways.size();
      std::set<Situation> left, entered;
      for (const Way& way : ways) {
        left.insert(way.from);
        entered.insert(way.to);
      }
      std::erase_if(ways,
                    [&](const Way& way) { return !left.contains(way.to) || !entered.contains(way.from); });
    }
    for (const Way& way : ways) {
      const CampaignStep& back = steps_[way.from.first];
      if (way.to.first > way.from.first || !back.to) continue;
      problems_.error(back.to->place,
                      fmt::format("{} goes back to {} without a wait between: this would never end",
                                  called(way.from.first), called(way.to.first)),
                      "give one of them an \"after\"");
    }
  }

  void check_endless_waits() {
    if (campaign_.exit.after) return;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const auto& wait = steps_[i].wait_for;
      if (!wait || wait->at_most || (wait->events.empty() && !wait->stage)) continue;
      problems_.warning(steps_[i].place, fmt::format("{} may wait for ever", called(i)),
                        "add \"at_most\" to it or \"after\" to \"exit\"");
    }
  }

  void report(const Place& place, std::string text, std::string hint = "") {
    problems_.error(place, std::move(text), std::move(hint));
    names_are_right_ = false;
  }

  const std::vector<CampaignStep>& steps_;
  const CampaignDefinition& campaign_;
  Problems& problems_;
  bool names_are_right_ = true;
  std::map<std::string, std::size_t> index_of_;
  std::set<Situation> seen_;
  std::set<std::size_t> acted_;
  std::vector<Way> ways_;
};

// A goal that also starts the campaign means a later one. One journey an order can tell them apart; one
// journey a customer would end and start by the same event.
void check_goal(const CampaignDefinition& campaign, Problems& problems) {
  if (!campaign.goal || !campaign.trigger.one_per.empty()) return;
  const std::string& goal = campaign.goal->event.name;
  if (std::ranges::find(campaign.trigger.events, goal, &PlacedName::name) == campaign.trigger.events.end())
    return;
  problems.error(campaign.goal->event.place,
                 fmt::format("\"{}\" is both what starts this campaign and its goal", goal),
                 "add one_per = \"order_id\" or the like to the trigger, so that a later one counts");
}

}  // namespace

void check_campaign(const CampaignDefinition& campaign, Problems& problems) {
  check_goal(campaign, problems);
  if (!campaign.steps.empty()) Graph(campaign, problems).check();
}

}  // namespace lifecycled
