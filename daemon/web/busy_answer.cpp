#include "web/busy_answer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "message/language.hpp"

namespace lifecycled {
namespace {

struct Words {
  std::string_view language, title, text;
};

constexpr Words all_words[] = {
    {"en", "One moment, please", "Too many requests came from your network. Please try again in a minute."},
    {"nl", "Een ogenblik geduld",
     "Er kwamen te veel verzoeken vanaf uw netwerk. Probeer het over een minuut opnieuw."},
    {"fr", "Un instant, s’il vous plaît",
     "Trop de demandes sont venues de votre réseau. Veuillez réessayer dans une minute."},
    {"zh-Hant", "請稍候", "來自您網路的請求過多，請一分鐘後再試。"},
    {"zh-Hans", "请稍候", "来自您网络的请求过多，请一分钟后再试。"},
};

const Words& words_for(std::string_view accept_language) {
  for (const std::string_view range : split(accept_language, ',')) {
    for (const std::string& tag : language_fallbacks(trimmed(range.substr(0, range.find(';'))))) {
      const auto found = std::ranges::find(all_words, tag, &Words::language);
      if (found != std::end(all_words)) return *found;
    }
  }
  return all_words[0];
}

}  // namespace

Response busy_answer(const Request& request, Milliseconds wait) {
  const auto seconds = std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count());
  Response response = problem_response(429, "too many requests came from this address");
  if (request.header("accept").find("text/html") != std::string_view::npos) {
    const Words& words = words_for(request.header("accept-language").substr(0, 200));
    response.content_type = html_type;
    response.body = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
        "<main>\n<h1>{}</h1>\n<p>{}</p>\n</main>\n</html>\n",
        words.language, words.title, words.title, words.text);
    response.headers.emplace_back("Content-Language", std::string(words.language));
  }
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

}  // namespace lifecycled
