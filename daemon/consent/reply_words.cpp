#include "consent/reply_words.hpp"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace lifecycled {
namespace {

using Texts = std::vector<std::string>;

// Those that say it beyond doubt, in whatever sentence.
const Texts& stop_all_words() {
  static const Texts words{"STOPALL", "STOP ALL", "STOP-ALL"};
  return words;
}
const Texts& stop_words() {
  static const Texts words{"STOP",       "UNSUBSCRIBE", "UN-SUBSCRIBE", "UNSUBSCRIBED",   "ARRET",
                           "ARRETER",    "STOPP",       "STOPPEN",      "AFMELDEN",       "UITSCHRIJVEN",
                           "DESABONNER", "DESABONNEZ",  "ABMELDEN",     "DESABONNEZ-MOI", "OPTOUT",
                           "OPT OUT",    "OPT-OUT",     "REMOVE ME",    "退订",           "退訂"};
  return words;
}
// Words of everyday life: "when does the sale end?". Alone they are understood by networks and Twilio, too.
const Texts& stop_words_alone() {
  static const Texts words{"CANCEL", "END", "QUIT", "REVOKE", "T", "TD"};
  return words;
}
const Texts& start_words() {
  static const Texts words{"START", "UNSTOP"};
  return words;
}
const Texts& help_words() {
  static const Texts words{"HELP", "INFO", "AIDE", "HULP", "HILFE", "帮助", "幫助"};
  return words;
}

// Their writing has no blanks between words: they count within a short sentence, too.
const std::vector<std::u32string>& unspaced_stop_words() {
  static const std::vector<std::u32string> words{U"退订", U"退訂"};
  return words;
}
constexpr std::size_t longest_unspaced = 20;
// Cheers, not a wish: only at the beginning, since "why don't you stop" is one.
const std::vector<std::u32string>& cheers() {
  static const std::vector<std::u32string> words{U"don't stop", U"dont stop", U"do not stop"};
  return words;
}

// Longer than any SMS or chat that is one of these.
constexpr std::size_t longest_text = 4096;

bool is_of_word(UChar32 c) { return u_isalnum(c) != 0; }
// Between two letters these do not part a word: "non-stop", "l'arret".
bool joins(UChar32 c) { return c == U'-' || c == U'_' || c == U'\u2010' || c == U'\u2011'; }

// Without capitals and accents, and wide letters as plain ones.
std::u32string compared(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* apart = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString units = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  if (U_SUCCESS(error)) units = apart->normalize(folding->normalize(units, error), error);
  std::u32string out;
  for (int32_t at = 0; at < units.length(); at = units.moveIndex32(at, 1)) {
    const UChar32 c = units.char32At(at);
    if (u_charType(c) != U_NON_SPACING_MARK) out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

// "Don't stop!": what follows is read.
std::u32string without_cheer(std::u32string text) {
  std::ranges::replace(text, U'\u2019', U'\'');
  const auto first =
      std::ranges::find_if(text, [](char32_t c) { return is_of_word(static_cast<UChar32>(c)); });
  const auto start = static_cast<std::size_t>(first - text.begin());
  for (const std::u32string_view before : {U"", U"please "}) {
    for (const std::u32string& cheer : cheers()) {
      const std::u32string said = std::u32string(before) + cheer;
      const std::size_t end = start + said.size();
      const bool is_whole = end >= text.size() || !is_of_word(static_cast<UChar32>(text[end]));
      if (text.compare(start, said.size(), said) == 0 && is_whole) return text.substr(end);
    }
  }
  return text;
}

bool contains(const std::vector<std::u32string>& text, const std::vector<std::u32string>& phrase) {
  return !phrase.empty() && !std::ranges::search(text, phrase).empty();
}

}  // namespace

std::string_view to_text(ReplyWish wish) {
  switch (wish) {
    case ReplyWish::Stop:
      return "STOP";
    case ReplyWish::StopAll:
      return "STOPALL";
    case ReplyWish::Start:
      return "START";
    case ReplyWish::Help:
      return "HELP";
  }
  return "?";
}

ReplyWords::Words ReplyWords::words_of(std::string_view text) {
  const std::u32string characters = without_cheer(compared(text.substr(0, longest_text)));
  const auto at = [&](std::size_t i) {
    return i < characters.size() ? static_cast<UChar32>(characters[i]) : 0;
  };
  Words words;
  bool is_inside = false;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool joins_two = is_inside && joins(at(i)) && is_of_word(at(i + 1));
    if (!is_of_word(at(i)) && !joins_two) {
      is_inside = false;
      continue;
    }
    if (!is_inside) words.emplace_back();
    words.back().push_back(characters[i]);
    is_inside = true;
  }
  return words;
}

std::vector<ReplyWords::Words> ReplyWords::phrases(const std::vector<std::string>& texts) {
  std::vector<Words> out;
  for (const std::string& text : texts) {
    if (Words words = words_of(text); !words.empty()) out.push_back(std::move(words));
  }
  return out;
}

ReplyWords ReplyWords::only(const OwnReplyWords& own) {
  ReplyWords out;
  out.stop_ = phrases(own.stop);
  out.start_ = phrases(own.start);
  out.help_ = phrases(own.help);
  return out;
}

ReplyWords ReplyWords::usual(const OwnReplyWords& own) {
  ReplyWords out = only(own);
  const auto add = [](std::vector<Words>& to, const Texts& texts) {
    std::ranges::move(phrases(texts), std::back_inserter(to));
  };
  add(out.stop_all_, stop_all_words());
  add(out.stop_, stop_words());
  add(out.stop_alone_, stop_words_alone());
  add(out.start_, start_words());
  add(out.help_, help_words());
  out.has_usual_ = true;
  return out;
}

// "请退订", but not "不退订".
bool ReplyWords::says_unspaced(const Words& words) const {
  std::size_t length = 0;
  for (const std::u32string& word : words) length += word.size();
  if (!has_usual_ || length > longest_unspaced) return false;
  return std::ranges::any_of(words, [](const std::u32string& word) {
    return std::ranges::any_of(unspaced_stop_words(), [&](const std::u32string& wish) {
      const std::size_t at = word.find(wish);
      if (at == word.npos) return false;
      const std::u32string_view before = std::u32string_view(word).substr(0, at);
      return !before.ends_with(U'不') && !before.ends_with(U'别') && !before.ends_with(U'別') &&
             !before.ends_with(U"不要");
    });
  });
}

std::optional<ReplyWish> ReplyWords::wish(std::string_view text) const {
  const Words words = words_of(text);
  const auto says = [&](const std::vector<Words>& phrases) {
    return std::ranges::any_of(phrases, [&](const Words& phrase) { return contains(words, phrase); });
  };
  const auto is = [&](const std::vector<Words>& phrases) {
    return std::ranges::find(phrases, words) != phrases.end();
  };
  if (says(stop_all_)) return ReplyWish::StopAll;
  if (says(stop_) || is(stop_alone_) || says_unspaced(words)) return ReplyWish::Stop;
  if (is(start_)) return ReplyWish::Start;
  if (is(help_)) return ReplyWish::Help;
  return std::nullopt;
}

}  // namespace lifecycled
