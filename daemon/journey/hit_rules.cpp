#include "journey/hit_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace lifecycled {
namespace {

// Words in the User-Agent of what is no person: crawlers, link previews of messengers, mail scanners,
// libraries.
constexpr auto machine_words = std::to_array<std::string_view>({"bot",
                                                                "crawler",
                                                                "spider",
                                                                "slurp",
                                                                "scanner",
                                                                "preview",
                                                                "headless",
                                                                "phantomjs",
                                                                "facebookexternalhit",
                                                                "whatsapp/",
                                                                "skypeuripreview",
                                                                "slackbot",
                                                                "telegrambot",
                                                                "twitterbot",
                                                                "linkedinbot",
                                                                "discordbot",
                                                                "embedly",
                                                                "curl/",
                                                                "wget/",
                                                                "python",
                                                                "java/",
                                                                "okhttp",
                                                                "go-http-client",
                                                                "libwww",
                                                                "httpclient",
                                                                "node-fetch",
                                                                "axios/",
                                                                "ruby",
                                                                "php/",
                                                                "barracuda",
                                                                "proofpoint",
                                                                "mimecast",
                                                                "safelinks",
                                                                "trendmicro",
                                                                "symantec",
                                                                "cloudmark",
                                                                "fortinet",
                                                                "sophos",
                                                                "forcepoint",
                                                                "urlscan",
                                                                "checklink"});

// Loads pictures when a person opens the mail (Google, Yahoo), from its own network.
constexpr std::array<std::string_view, 2> proxies_for_people{"googleimageproxy", "yahoomailproxy"};

// Apple Mail Privacy Protection loads all pictures soon after arrival, opened or not, and says no more than
// this.
constexpr std::string_view apple_mail_proxy = "Mozilla/5.0";

// Nobody has read a message and followed its link so soon after it left.
constexpr Milliseconds too_soon{2'000};
// Two links of one message in so short a time, or three in a longer one, are more than a hand does.
constexpr Milliseconds burst_of_two{2'000};
constexpr Milliseconds burst_of_three{5'000};

template <std::size_t N>
bool has_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    return !word.empty() && text.find(word) != std::string_view::npos;
  });
}

// The most different links that were followed within one span that holds this moment.
std::size_t links_within(const std::vector<LinkHit>& hits, Instant at, Milliseconds span) {
  std::size_t most = 0;
  for (const LinkHit& first : hits) {
    if (first.at > at || at >= first.at + span) continue;
    std::set<TargetHash> links;
    for (const LinkHit& hit : hits) {
      if (hit.target != opened_target && hit.at >= first.at && hit.at < first.at + span)
        links.insert(hit.target);
    }
    most = std::max(most, links.size());
  }
  return most;
}

}  // namespace

bool says_it_is_a_machine(const HitRequest& request) {
  const std::string purpose = lower_ascii(request.purpose);
  if (request.is_head || purpose.find("prefetch") != std::string::npos ||
      purpose.find("preview") != std::string::npos)
    return true;
  const std::string_view agent = trimmed(request.user_agent);
  const std::string words = lower_ascii(agent);
  if (request.is_picture && has_one_of(words, proxies_for_people)) return false;
  return agent.empty() || agent == apple_mail_proxy || has_one_of(words, machine_words);
}

std::vector<bool> machine_hits(const std::vector<LinkHit>& hits, std::optional<Instant> handed_over) {
  std::vector<bool> out;
  for (const LinkHit& hit : hits) {
    out.push_back(hit.is_machine || (handed_over && hit.at < *handed_over + too_soon) ||
                  links_within(hits, hit.at, burst_of_two) >= 2 ||
                  links_within(hits, hit.at, burst_of_three) >= 3);
  }
  // Who asked by HEAD before, or loaded the picture in the midst of following links, is the same visitor.
  const std::vector<bool> known = out;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    for (std::size_t other = 0; other < hits.size() && !out[i]; ++other) {
      const Milliseconds away =
          hits[other].at > hits[i].at ? hits[other].at - hits[i].at : hits[i].at - hits[other].at;
      const bool is_same_visit = hits[i].target == opened_target || hits[other].target == hits[i].target;
      out[i] = known[other] && hits[other].target != opened_target && is_same_visit && away < burst_of_two;
    }
  }
  return out;
}

}  // namespace lifecycled
