// What a customer's reply asks of us: to stop, to start again, or for help. Words are compared whole and
// without regard to capitals and accents. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

enum class ReplyWish {
  Stop,     // no more marketing
  StopAll,  // nothing at all
  Start,
  Help,
};
std::string_view to_text(ReplyWish wish);  // "STOP", "STOPALL", "START", "HELP"

// What the shop adds to the words below.
struct OwnReplyWords {
  std::vector<std::string> stop, start, help;
};

class ReplyWords {
 public:
  // With our words, which hold for every channel to phones: STOP, STOPALL, UNSUBSCRIBE, ARRET, STOPP and
  // others.
  static ReplyWords usual(const OwnReplyWords& own);
  // With the shop's alone.
  static ReplyWords only(const OwnReplyWords& own);

  // A word to stop counts wherever it stands ("Don't stop!" at the beginning is none), since a wish that we
  // miss is a breach of the law and one that we misread costs an answer; START and HELP must be all that was
  // written. "nonstop" and "non-stop" are words of their own.
  std::optional<ReplyWish> wish(std::string_view text) const;

 private:
  using Words = std::vector<std::u32string>;  // of one text, as compared
  static Words words_of(std::string_view text);
  bool says_unspaced(const Words& words) const;
  static std::vector<Words> phrases(const std::vector<std::string>& texts);

  std::vector<Words> stop_all_, stop_, stop_alone_, start_, help_;
  bool has_usual_ = false;
};

}  // namespace lifecycled
