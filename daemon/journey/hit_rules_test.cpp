#include "journey/hit_rules.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

constexpr std::string_view firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
constexpr std::string_view google =
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";

bool is_machine(std::string_view agent, std::string_view purpose = "", bool is_head = false,
                bool is_picture = false) {
  return says_it_is_a_machine({agent, purpose, is_head, is_picture});
}

struct At {
  TargetHash target = 0;
  int second = 0;
  bool is_machine = false;
};
// "pm": the first was a person's, the second a machine's. Handed over at second 0.
std::string judged(const std::vector<At>& given) {
  std::vector<LinkHit> hits;
  for (const At& hit : given)
    hits.push_back({hit.target, from_ms(1'000'000 + hit.second * 1000), hit.is_machine});
  std::string out;
  for (const bool machine : machine_hits(hits, from_ms(1'000'000))) out += machine ? 'm' : 'p';
  return out;
}

}  // namespace

TEST_CASE("some machines say what they are") {
  CHECK_FALSE(is_machine(firefox));
  CHECK(is_machine(firefox, "", true));
  CHECK(is_machine(firefox, "prefetch;prerender"));
  CHECK(is_machine(firefox, "Preview"));
  CHECK(is_machine(""));
  CHECK(is_machine("curl/8.5.0"));
  CHECK(is_machine("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"));
  CHECK(is_machine("WhatsApp/2.23.20.0"));
  CHECK(is_machine("Mozilla/5.0", "", false, true));
}

TEST_CASE(
    "a proxy that loads a picture when somebody opens the mail stands for them; one that follows links does "
    "not") {
  CHECK_FALSE(is_machine(google, "", false, true));
  CHECK_FALSE(is_machine("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "",
                         false, true));
}

TEST_CASE("haste tells the others") {
  CHECK(judged({{5, 60}}) == "p");
  CHECK(judged({{5, 1}}) == "m");             // as soon as it left
  CHECK(judged({{5, 60}, {6, 61}}) == "mm");  // two links at once
  CHECK(judged({{5, 60}, {6, 63}}) == "pp");
  CHECK(judged({{5, 60}, {6, 62}, {7, 64}}) == "mmm");  // three within five seconds
  CHECK(judged({{5, 60}, {6, 64}, {7, 68}}) == "ppp");
  CHECK(judged({{5, 60}, {5, 61}}) == "pp");  // the same one twice: an impatient person
}

TEST_CASE("a scanner that looks first is known by its look") {
  CHECK(judged({{5, 60, true}, {5, 61}}) == "mm");
  CHECK(judged({{5, 60, true}, {5, 90}}) == "mp");
  CHECK(judged({{5, 60, true}, {6, 63}}) == "mp");
}

TEST_CASE("pictures count with those who follow links in the same moment, and hurt nobody who clicks") {
  CHECK(judged({{opened_target, 60}, {5, 61}, {6, 61}}) == "mmm");
  CHECK(judged({{opened_target, 60}, {5, 61}}) == "pp");
  CHECK(judged({{opened_target, 60, true}, {5, 61}}) ==
        "mp");  // a proxy loads what a person's mail program asks for
}
