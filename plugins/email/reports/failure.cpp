#include "reports/failure.hpp"

#include <optional>

#include "reports/failure_words.hpp"
#include "reports/recipient_words.hpp"

namespace email {
namespace {

// RFC 3463 and its registry: the codes that leave nothing to words.
std::optional<Harm> by_code(const StatusCode& code) {
  if (code.kind == 0 || code.is_vague()) return std::nullopt;
  if (code.kind == 4) return code.is(1, 1) ? std::nullopt : std::optional(Harm::Soft);
  if (code.subject == 1) {
    switch (code.detail) {
      case 1:   // no such mailbox
      case 2:   // no such system
      case 3:   // no such form of address
      case 6:   // moved, no forwarding address
      case 10:  // null MX (RFC 7505)
        return Harm::Hard;
      case 7:  // the sender's
      case 8:
      case 9:
        return Harm::Soft;
      default:
        return std::nullopt;
    }
  }
  if (code.is(4, 4)) return Harm::Hard;  // cannot be routed
  return Harm::Soft;                     // mailbox, system, network, content, policy
}

std::optional<Harm> by_words(std::string_view flat, bool after_data) {
  if (flat.empty()) return std::nullopt;
  if (says_mailbox_is_full(flat) || says_account_sleeps(flat)) return Harm::Soft;
  if (blames_the_sender(flat)) return Harm::Soft;
  // Who is turned away only when the whole mail was seen may have been turned away for what it says.
  if (says_nobody_is_there(flat)) return after_data ? Harm::Soft : Harm::Hard;
  if (says_domain_takes_no_mail(flat)) return Harm::Hard;
  return std::nullopt;
}

Harm judge(const StatusCode& code, std::string_view status, std::string_view diagnostic,
           std::string_view prose) {
  const std::string said = flattened(diagnostic);
  if (says_mailbox_is_full(said) || says_account_sleeps(said) || blames_the_disk(said)) return Harm::Soft;
  // Codes of policy and of the way there, given to a mailbox that is not there.
  const bool may_be_about_nobody = code.kind == 5 && (code.subject == 7 || code.is(4, 1));
  if (may_be_about_nobody && says_plainly_that_nobody_is_there(said) && !was_said_after_data(said)) {
    if (code.is(4, 1) || !blames_the_sender(said)) return Harm::Hard;
  }
  if (const auto harm = by_code(code)) return *harm;
  // Temporary, and given up after days: what was wrong then is about the way there, unless it names a
  // mailbox.
  const int reply = reply_code(said);
  const bool is_temporary = code.kind == 4 || (code.kind == 0 && reply >= 400 && reply < 500);
  if (is_temporary) return code.is(1, 1) && says_nobody_is_there(said) ? Harm::Hard : Harm::Soft;
  const std::string told = flattened(prose);
  const bool after_data = was_said_after_data(said) || was_said_after_data(told);
  if (const auto harm = by_words(said, after_data)) return *harm;
  // RFC 5321, 4.2.3: not a user here; and no forwarding.
  if (code.kind == 0 && reply == 551) return Harm::Hard;
  if (const auto harm = by_words(told, after_data)) return *harm;
  return code.is(1, 0) || status.substr(0, 5) == "5.1.0" ? Harm::Hard : Harm::Soft;
}

}  // namespace

Failure judge_failure(std::string_view status, std::string_view diagnostic, std::string_view prose) {
  Failure failure;
  failure.code = telling_code(diagnostic);
  // What the last server said is nearer to the truth than what was made of it, if it says anything.
  if (const StatusCode field = telling_code(status); failure.code.is_vague() && field.kind != 0) {
    if (failure.code.kind == 0 || !field.is_vague()) failure.code = field;
  }
  if (failure.code.kind == 0 && diagnostic.empty()) failure.code = telling_code(prose);
  failure.harm = judge(failure.code, status, diagnostic.empty() ? prose : diagnostic, prose);
  failure.detail = diagnostic.empty() ? prose : diagnostic;
  return failure;
}

bool has_words_of_failure(std::string_view text) {
  const std::string flat = flattened(text);
  return says_mailbox_is_full(flat) || says_account_sleeps(flat) || says_nobody_is_there(flat) ||
         says_domain_takes_no_mail(flat) || says_not_delivered(flat);
}

bool has_code_of_failure(std::string_view text) {
  return telling_code(text).kind != 0 || reply_code(text) != 0;
}

namespace {

// The last character, if its two bytes are a capital of Latin-1 or Cyrillic.
void make_small(std::string& flat) {
  if (flat.size() < 2) return;
  const auto first = static_cast<unsigned char>(flat[flat.size() - 2]);
  const auto last = static_cast<unsigned char>(flat.back());
  if (first == 0xc3 && last >= 0x80 && last <= 0x9e && last != 0x97) {
    flat.back() = static_cast<char>(last + 0x20);
  } else if (first == 0xd0 && last >= 0x90 && last <= 0x9f) {
    flat.back() = static_cast<char>(last + 0x20);
  } else if (first == 0xd0 && last >= 0xa0 && last <= 0xaf) {
    flat[flat.size() - 2] = static_cast<char>(0xd1);
    flat.back() = static_cast<char>(last - 0x20);
  }
}

}  // namespace

std::string flattened(std::string_view text) {
  constexpr std::string_view apostrophe = "\xe2\x80\x99";
  std::string flat;
  flat.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (!flat.empty() && flat.back() != ' ') flat += ' ';
    } else if (text.substr(i, apostrophe.size()) == apostrophe) {
      flat += '\'';
      i += apostrophe.size() - 1;
    } else {
      flat += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      make_small(flat);
    }
  }
  return flat;
}

}  // namespace email
