#include "config/campaign_loops.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <regex>

#include <fmt/format.h>

namespace lifecycled {
namespace {

// An event that follows from a step without anybody's doing.
struct Effect {
  std::string event;
  std::string property, value;  // what it says, where a condition may look at it
  std::string deed;             // "sends a/b"
  bool is_sure = true;          // everybody inside comes to the step
  Milliseconds may_take{0};     // quiet hours, a channel's pace
};

// Whether `where` can only hold for another value: it begins with, or adds by `and`, event.PROPERTY =
// 'OTHER'.
bool asks_for_another(const std::string& where, const Effect& effect) {
  if (effect.property.empty() || where.find("event") == std::string::npos) return false;
  // As people write it: event.message='a/b', event_text('message') = 'a/b'.
  const std::regex asked(
      fmt::format(R"((?:event\.{0}|event_text\(\s*'{0}'\s*\))\s*=\s*'([^']*)')", effect.property));
  std::smatch found;
  if (!std::regex_search(where, found, asked)) return false;
  const bool has_choice = std::regex_search(where, std::regex(R"(\b(or|not)\b)", std::regex::icase));
  return !has_choice && found[1] != effect.value;
}

constexpr std::string_view enters = "Segment Entered", leaves = "Segment Left";

// Who sets a property or joins a list may so enter a segment that asks for it, or leave one.
void add_segments(const std::string& name, const std::string& deed,
                  const std::vector<SegmentDefinition>& segments, std::vector<Effect>& out) {
  for (const SegmentDefinition& segment : segments) {
    if (segment.where.text.find("'" + name + "'") == std::string::npos) continue;
    for (const std::string_view event : {enters, leaves})
      out.push_back({std::string(event), "segment", segment.name,
                     fmt::format("{}, on which the segment {} rests", deed, segment.name), false});
  }
}

// Until its message has expired, in the shop's usual settings.
constexpr Milliseconds a_message_may_take = 3 * day_length;

void add_messages(const CampaignStep& step, std::vector<Effect>& out) {
  const auto messages = messages_of(step.action);
  for (const PlacedName& message : messages) {
    for (const std::string_view event :
         {"Message Sent", "Message Delivered", "Message Failed", "Message Bounced"}) {
      const bool is_usual = event == "Message Sent" && messages.size() == 1;
      out.push_back({std::string(event), "message", message.name, fmt::format("sends {}", message.name),
                     is_usual, a_message_may_take});
    }
  }
}

std::vector<Effect> effects_of(const CampaignStep& step, const std::vector<SegmentDefinition>& segments) {
  std::vector<Effect> out;
  add_messages(step, out);
  if (const auto* emit = std::get_if<EmitAction>(&step.action)) {
    out.push_back({emit->event.name, "", "", fmt::format("emits \"{}\"", emit->event.name)});
  } else if (const auto* list = std::get_if<ListAction>(&step.action)) {
    // Whoever is on the list already, or not on it, causes nothing.
    const std::string deed = fmt::format("{} the list {}", list->joins ? "joins" : "leaves", list->list.name);
    out.push_back({list->joins ? "List Joined" : "List Left", "list", list->list.name, deed, false});
    add_segments(list->list.name, deed, segments, out);
  } else if (const auto* set = std::get_if<SetAction>(&step.action)) {
    for (const Assignment& property : set->properties) {
      const std::string deed = fmt::format("sets {}", property.name.name);
      out.push_back({"Property Set", "property", property.name.name, deed, false});
      add_segments(property.name.name, deed, segments, out);
    }
  }
  return out;
}

bool has_open_end(const CampaignStep& step) { return step.at || step.until || step.wait_for; }
bool may_part(const CampaignStep& step) {
  return !step.where.is_always() || !step.path.empty() || step.then_exit || step.wait_for || step.until ||
         step.to;
}

// One campaign causes the start of another, or of itself.
struct Link {
  std::size_t to = 0;
  std::string deed;
  bool is_sure = true;
  // From start to start; without a longest there is no bound.
  Milliseconds shortest{0};
  std::optional<Milliseconds> longest;
};

using Loop = std::vector<const Link*>;

class LoopSearch {
 public:
  LoopSearch(const std::vector<CampaignDefinition>& campaigns, const std::vector<SegmentDefinition>& segments,
             Problems& problems)
      : campaigns_(campaigns), segments_(segments), problems_(problems) {
    for (const CampaignDefinition& campaign : campaigns_) links_.push_back(links_of(campaign));
  }

  // The shortest loop through each campaign, told at the first of its campaigns.
  void check() {
    for (std::size_t first = 0; first < campaigns_.size(); ++first) {
      const auto loop = shortest_loop(first);
      if (!loop.empty() && may_come_round(loop)) report(first, loop);
    }
  }

 private:
  std::vector<Link> links_of(const CampaignDefinition& campaign) const {
    std::vector<Link> out;
    bool is_sure = true;
    Milliseconds shortest{0};
    std::optional<Milliseconds> longest{0};
    for (const CampaignStep& step : campaign.steps) {
      if (has_open_end(step)) longest.reset();
      shortest += step.after.value_or(Milliseconds{0});
      if (longest) *longest += step.after.value_or(Milliseconds{0});
      is_sure = is_sure && !may_part(step);
      for (const Effect& effect : effects_of(step, segments_)) {
        for (std::size_t to = 0; to < campaigns_.size(); ++to) {
          if (!starts(campaigns_[to], effect)) continue;
          // Whoever is in a segment must leave it before entering again.
          if (effect.property == "segment" && &campaigns_[to] == &campaign) continue;
          const bool is_open = campaigns_[to].trigger.where.is_always() && !campaigns_[to].one_of;
          Link link{to, effect.deed, is_sure && effect.is_sure && is_open, shortest, longest};
          if (link.longest) *link.longest += effect.may_take;
          add_silence(campaigns_[to].trigger, link);
          out.push_back(std::move(link));
        }
      }
    }
    return out;
  }

  // Without again_after a campaign starts once, for a customer or for each value of one_per: that ends a
  // loop.
  static bool starts(const CampaignDefinition& campaign, const Effect& effect) {
    const CampaignTrigger& trigger = campaign.trigger;
    if (!trigger.again_after) return false;
    const auto& segment = effect.event == enters ? trigger.segment_entered : trigger.segment_left;
    if (effect.property == "segment") return segment && segment->name == effect.value;
    // What costs most is asked last, of a few.
    return std::ranges::find(trigger.events, effect.event, &PlacedName::name) != trigger.events.end() &&
           !asks_for_another(trigger.where.text, effect);
  }

  Loop shortest_loop(std::size_t first) const {
    std::map<std::size_t, std::pair<std::size_t, const Link*>> came_by;
    std::deque<std::size_t> open{first};
    while (!open.empty()) {
      const std::size_t here = open.front();
      open.pop_front();
      for (const Link& link : links_[here]) {
        if (link.to < first) continue;  // a loop is told once, at its first campaign
        if (!came_by.emplace(link.to, std::pair(here, &link)).second) continue;
        if (link.to == first) return way_to(first, came_by);
        open.push_back(link.to);
      }
    }
    return {};
  }

  static Loop way_to(std::size_t first,
                     const std::map<std::size_t, std::pair<std::size_t, const Link*>>& came_by) {
    Loop way;
    std::size_t here = first;
    do {
      const auto& [before, link] = came_by.at(here);
      way.push_back(link);
      here = before;
    } while (here != first);
    std::ranges::reverse(way);
    return way;
  }

  static void add_silence(const CampaignTrigger& trigger, Link& link) {
    const Milliseconds silence = trigger.quiet_for.value_or(Milliseconds{0});
    link.shortest += silence;
    if (link.longest) *link.longest += silence;
  }

  // It must not be back before each campaign on the way lets the customer in again.
  Milliseconds needed(const Loop& loop) const {
    Milliseconds out{0};
    for (const Link* link : loop) out = std::max(out, *campaigns_[link->to].trigger.again_after);
    return out;
  }
  bool may_come_round(const Loop& loop) const {
    Milliseconds longest{0};
    for (const Link* link : loop) {
      if (!link->longest) return true;
      longest += *link->longest;
    }
    return longest >= needed(loop);
  }
  bool must_come_round(const Loop& loop) const {
    Milliseconds shortest{0};
    for (const Link* link : loop) shortest += link->shortest;
    return shortest >= needed(loop) &&
           std::ranges::all_of(loop, [](const Link* link) { return link->is_sure; });
  }

  void report(std::size_t first, const Loop& loop) {
    std::string story;
    std::size_t here = first;
    for (const Link* link : loop) {
      story += fmt::format("{}{} {}, which starts {}", story.empty() ? "" : "; ", campaigns_[here].name,
                           link->deed, campaigns_[link->to].name);
      here = link->to;
    }
    const Place& place = campaigns_[first].trigger.place;
    const std::string hint = "let a \"where\" in a trigger keep them apart, or take again_after out of one";
    if (must_come_round(loop)) {
      problems_.error(place, "this goes round for ever: " + story, hint);
    } else {
      problems_.warning(place, "this may go round for ever: " + story, hint);
    }
  }

  const std::vector<CampaignDefinition>& campaigns_;
  const std::vector<SegmentDefinition>& segments_;
  Problems& problems_;
  std::vector<std::vector<Link>> links_;  // as campaigns_
};

}  // namespace

void check_campaign_loops(const std::vector<CampaignDefinition>& campaigns,
                          const std::vector<SegmentDefinition>& segments, Problems& problems) {
  LoopSearch(campaigns, segments, problems).check();
}

}  // namespace lifecycled
