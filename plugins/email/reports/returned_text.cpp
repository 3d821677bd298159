#include "reports/returned_text.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "reports/failure.hpp"

namespace email {
namespace {

// Lines by which programs announce it. Only such as can hardly stand in an explanation.
bool announces_the_mail(std::string_view line) {
  const std::string flat = flattened(line);
  for (const std::string_view phrase : {"this is a copy of the message",
                                        "below this line is a copy",
                                        "below is a copy of",
                                        "original message follows",
                                        "original message headers",
                                        "original mail follows",
                                        "unsent message",
                                        "message text follows",
                                        "-original message",
                                        "- original message",
                                        "-original mail",
                                        "message header follows",
                                        "headers follow",
                                        "returned message follows",
                                        "the following is a copy",
                                        "copy of your message",
                                        "header of the message",
                                        "message headers follow",
                                        "your original message",
                                        "returned mail follows",
                                        "message contents follow",
                                        "the first part of the message",
                                        "copy of the original message"}) {
    if (flat.find(phrase) != flat.npos) return true;
  }
  return false;
}

// Fields that stand at the beginning of a mail and not among the words of a report.
bool begins_a_head(std::string_view line) {
  while (!line.empty() && (line[0] == '>' || line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
  for (const std::string_view name : {"received: ", "return-path: ", "message-id: ", "x-original-to: ",
                                      "mime-version: ", "dkim-signature: "}) {
    if (line.size() > name.size() && flattened(line.substr(0, name.size())) == name) return true;
  }
  return false;
}

bool is_tag(std::string_view tag, std::string_view name) {
  return flattened(tag.substr(0, name.size())) == name &&
         (tag.size() == name.size() || !((tag[name.size()] >= 'a' && tag[name.size()] <= 'z')));
}

}  // namespace

std::size_t end_of_prose(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, std::min<std::size_t>(end - at, 500));
    if (at > 0 && (begins_a_head(line) || announces_the_mail(line))) return at;
    at = end + 1;
  }
  return text.size();
}

std::string text_of_html(std::string_view html) {
  constexpr std::pair<std::string_view, std::string_view> entities[] = {
      {"&lt;", "<"},  {"&gt;", ">"},    {"&amp;", "&"},  {"&nbsp;", " "},
      {"&#39;", "'"}, {"&quot;", "\""}, {"&#x27;", "'"}, {"&rsquo;", "'"}};
  std::string text;
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] == '<') {
      const auto end = html.find('>', i);
      if (end == html.npos) break;
      const std::string_view tag = html.substr(i + 1, end - i - 1);
      i = end + 1;
      for (const auto& [begin, close] : {std::pair{"style", "</style"}, {"script", "</script"}}) {
        if (!is_tag(tag, begin)) continue;
        const auto over = html.find(close, i);
        i = over == html.npos ? html.size() : over;
      }
      // An address in angle brackets that nobody has escaped.
      if (tag.find('@') != tag.npos && tag.find('=') == tag.npos) text.append(tag);
      text += is_tag(tag, "br") || is_tag(tag, "p") || is_tag(tag, "/p") || is_tag(tag, "tr") ||
                      is_tag(tag, "div")
                  ? '\n'
                  : ' ';
      continue;
    }
    const auto known = std::find_if(std::begin(entities), std::end(entities),
                                    [&](const auto& e) { return html.substr(i, e.first.size()) == e.first; });
    if (html[i] == '&' && known != std::end(entities)) {
      text += known->second;
      i += known->first.size();
    } else {
      text += html[i++];
    }
  }
  return text;
}

}  // namespace email
