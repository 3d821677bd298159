#include "message/link_tracking.hpp"

#include <algorithm>
#include <map>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include "base/text.hpp"
#include "base/web_address.hpp"
#include "liquid/text.hpp"
#include "message/html_links.hpp"

namespace lifecycled {
namespace {

// Where a link in plain text ends.
constexpr std::string_view not_in_text_link = " \t\r\n<>\"";
// What ends a sentence or a bracket and is no part of the link before it.
constexpr std::string_view behind_text_link = ".,;:!?)]}'";

// Of the same host, or of one below it.
bool leads_to(std::string_view url, std::string_view site) {
  const auto there = boost::urls::parse_uri(url);
  const auto here = boost::urls::parse_uri(site);
  if (!there || !here || here->encoded_host().empty()) return false;
  const auto bare = [](std::string host) {
    host = lower_ascii(host);
    return host.starts_with("www.") ? host.substr(4) : host;
  };
  const std::string host = bare(there->host());
  const std::string shop = bare(here->host());
  return host == shop || host.ends_with("." + shop);
}

std::size_t text_link_size(std::string_view text) {
  std::size_t size = std::min(text.find_first_of(not_in_text_link), text.size());
  while (size > 0 && behind_text_link.find(text[size - 1]) != std::string_view::npos) {
    // "https://en.wikipedia.org/wiki/Tea_(meal)" ends with its bracket.
    if (text[size - 1] == ')' && text.substr(0, size).find('(') != std::string_view::npos) break;
    --size;
  }
  return size;
}

}  // namespace

std::string with_campaign_marks(const std::string& url, std::string_view channel, std::string_view campaign) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return url;
  boost::urls::url out(*parsed);
  const auto mark = [&](std::string_view name, std::string_view value) {
    if (!value.empty() && !out.params().contains(name)) out.params().append({name, value});
  };
  mark("utm_source", "lifecycled");
  mark("utm_medium", channel);
  mark("utm_campaign", campaign);
  return std::string(out.buffer());
}

// One message's links: the same address gets the same link in both parts.
class LinkTracking::Pass {
 public:
  Pass(const LinkTracking& tracking, const TrackingOf& how, const IsTaken& is_taken)
      : tracking_(tracking), how_(how), is_taken_(is_taken) {}

  // What stands in the place of an address; the same address where nothing does.
  std::string exchanged(const std::string& url) {
    if (!is_web_address(url) || is_ours(url)) return url;
    const auto [found, is_new] = known_.try_emplace(url);
    if (!is_new) return found->second;
    std::string target = url;
    if (!how_.campaign.empty() && leads_to(url, tracking_.shop_url_))
      target = with_campaign_marks(url, how_.channel, how_.campaign);
    found->second = target;
    if (!how_.clicks) return target;
    LinkTarget leads{target_hash(target), target};
    const auto same = std::ranges::find(targets_, leads.hash, &LinkTarget::hash);
    if (same != targets_.end() ? same->url != target : is_taken_(leads)) return target;
    found->second =
        tracking_.public_url_ + "/l/" +
        tracking_.signer_->sign_short(click_purpose, to_payload(TrackedLink{how_.delivery, leads.hash}));
    if (same == targets_.end()) targets_.push_back(std::move(leads));
    return found->second;
  }

  std::string html(const std::string& source) {
    std::string out;
    std::size_t done = 0;
    for (const HtmlLink& link : html_links(source)) {
      if (link.is_untracked) continue;
      const std::string url = exchanged(link.url);
      if (url == link.url) continue;
      out.append(source, done, link.at - done);
      const std::string escaped = liquid::escaped(url);
      out += link.is_quoted ? escaped : "\"" + escaped + "\"";
      done = link.at + link.size;
    }
    return out.append(source, done);
  }

  std::string text(const std::string& source) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = source.find("http"); at != std::string::npos; at = source.find("http", at + 1)) {
      if (at < done) continue;
      const std::string_view rest = std::string_view(source).substr(at);
      if (!rest.starts_with("https://") && !rest.starts_with("http://")) continue;
      const std::string url(rest.substr(0, text_link_size(rest)));
      out.append(source, done, at - done);
      out += exchanged(url);
      done = at + url.size();
    }
    return out.append(source, done);
  }

  std::vector<LinkTarget> targets() && { return std::move(targets_); }

 private:
  // Signed links of ours, which all lie below a path of one letter, do what they do by themselves: nobody
  // counts who unsubscribes as somebody who clicked. The shop's own pages may well begin with the same
  // address.
  bool is_ours(std::string_view url) const {
    if (!url.starts_with(tracking_.public_url_)) return false;
    const std::string_view path = url.substr(tracking_.public_url_.size());
    return path.size() > 3 && path[0] == '/' && path[1] >= 'a' && path[1] <= 'z' && path[2] == '/';
  }

  const LinkTracking& tracking_;
  const TrackingOf& how_;
  const IsTaken& is_taken_;
  std::map<std::string, std::string> known_;
  std::vector<LinkTarget> targets_;
};

std::vector<LinkTarget> LinkTracking::apply(ComposedMessage& message, const TrackingOf& how,
                                            const IsTaken& is_taken) const {
  Pass pass(*this, how, is_taken);
  if (const auto text = message.fields.find("text"); text != message.fields.end())
    text->second = pass.text(text->second);
  if (const auto url = message.fields.find("url"); url != message.fields.end())
    url->second = pass.exchanged(url->second);
  if (const auto html = message.fields.find("html"); html != message.fields.end() && !html->second.empty()) {
    html->second = pass.html(html->second);
    if (how.opens) {
      const std::string picture =
          public_url_ + "/i/" + signer_->sign_short(open_purpose, open_payload(how.delivery));
      html->second.insert(end_of_body(html->second),
                          "<img src=\"" + liquid::escaped(picture) + "\" width=\"1\" height=\"1\" alt=\"\">");
    }
  }
  return std::move(pass).targets();
}

}  // namespace lifecycled
