#include "replies.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace email {
namespace {

constexpr Verdict message(lc_outcome outcome) { return {outcome, LC_SCOPE_MESSAGE}; }
constexpr Verdict channel(lc_outcome outcome) { return {outcome, LC_SCOPE_CHANNEL}; }
constexpr Verdict destination(lc_outcome outcome) { return {outcome, LC_SCOPE_DESTINATION}; }

bool has_enhanced(const Reply& reply) { return reply.enhanced_class != 0; }

bool is_enhanced(const Reply& reply, int subject, int detail) {
  return has_enhanced(reply) && reply.enhanced_subject == subject && reply.enhanced_detail == detail;
}

bool says(const Reply& reply, std::initializer_list<std::string_view> phrases) {
  std::string lowered = reply.text;
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](auto phrase) { return lowered.find(phrase) != lowered.npos; });
}

// Nobody will ever be reached there. Codes rather than "every 5xx": most 5xx speak of policy, content or
// reputation, and a good address would be lost for ever.
bool is_bad_address(Phase phase, const Reply& reply) {
  if (has_enhanced(reply)) {
    if (reply.enhanced_class != 5) return false;
    // 5.1.x: bad mailbox, system, syntax, moved, null MX (RFC 7505); 5.4.4: the domain cannot be routed to.
    for (const int detail : {0, 1, 2, 3, 6, 10}) {
      if (is_enhanced(reply, 1, detail)) return true;
    }
    if (is_enhanced(reply, 4, 4)) return true;
    // Some servers say 5.0.0 or 5.5.0 and mean the mailbox: then the words decide.
    if (!is_enhanced(reply, 0, 0) && !is_enhanced(reply, 5, 0)) return false;
  } else if (phase == Phase::Recipient && (reply.code == 551 || reply.code == 553)) {
    return true;  // RFC 5321, 4.2.3: not local; mailbox name not allowed
  }
  return says(reply,
              {"user unknown", "unknown user", "no such user", "no such recipient", "unknown recipient",
               "recipient unknown", "no such mailbox", "mailbox not found", "mailbox unknown",
               "user does not exist", "account does not exist", "user not found", "recipient not found",
               "no mailbox here", "does not have an account", "invalid recipient", "invalid mailbox"});
}

Verdict judge_temporary(Phase phase, const Reply& reply) {
  // RFC 5321, 3.8: 421 is about the connection, whenever it comes.
  if (reply.code == 421) return channel(LC_TRANSIENT);
  if (phase < Phase::Recipient) return channel(LC_TRANSIENT);
  // RFC 3463: x.3 is the server's own system, x.5.3 too many recipients: the relay, not the mailbox.
  if (reply.enhanced_subject == 3 || is_enhanced(reply, 5, 3)) return channel(LC_TRANSIENT);
  // x.2: this mailbox (full, disabled for now).
  if (reply.enhanced_subject == 2) return message(LC_TRANSIENT);
  // 452 without more: out of storage, the relay's or the mailbox's; only the latter has a subject of its own.
  if (reply.code == 452 && !has_enhanced(reply)) return channel(LC_TRANSIENT);
  return destination(LC_TRANSIENT);
}

}  // namespace

Reply parse_reply(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
    line.remove_suffix(1);
  Reply reply;
  if (line.size() < 3) return reply;
  const auto [end, error] = std::from_chars(line.data(), line.data() + 3, reply.code);
  if (error != std::errc() || end != line.data() + 3 || reply.code < 200 || reply.code > 599) {
    reply.code = 0;
    return reply;
  }
  line.remove_prefix(3);
  if (!line.empty()) line.remove_prefix(1);  // ' ' or '-'

  // RFC 3463, section 2: class "." subject "." detail
  int parts[3] = {};
  const char* at = line.data();
  const char* const stop = line.data() + line.size();
  int count = 0;
  for (; count < 3; ++count) {
    const auto part = std::from_chars(at, stop, parts[count]);
    if (part.ec != std::errc() || part.ptr - at > 3) break;
    at = part.ptr;
    if (count < 2) {
      if (at == stop || *at != '.') break;
      ++at;
    }
  }
  const bool is_class = parts[0] == 2 || parts[0] == 4 || parts[0] == 5;
  if (count == 3 && is_class && (at == stop || *at == ' ')) {
    reply.enhanced_class = parts[0];
    reply.enhanced_subject = parts[1];
    reply.enhanced_detail = parts[2];
    line.remove_prefix(static_cast<std::size_t>(at - line.data()));
    if (!line.empty()) line.remove_prefix(1);
  }
  reply.text = line;
  return reply;
}

Verdict judge_reply(Phase phase, const Reply& reply, bool sender_is_of_message) {
  if (reply.code < 500) {
    // RFC 4954: 454 to AUTH is temporary; so is every 4yz.
    return judge_temporary(phase, reply);
  }
  if (phase <= Phase::Auth) return channel(LC_CHANNEL_DOWN);
  // RFC 4954, section 6: authentication required, mechanism too weak, credentials invalid, encryption
  // required.
  if (reply.code == 530 || reply.code == 534 || reply.code == 535 || reply.code == 538) {
    return channel(LC_CHANNEL_DOWN);
  }
  // RFC 1870: larger than this server takes; said to MAIL FROM when it names a size.
  if (is_enhanced(reply, 3, 4) || (reply.code == 552 && phase == Phase::Sender)) return message(LC_REJECTED);
  if (phase == Phase::Sender) return sender_is_of_message ? message(LC_REJECTED) : channel(LC_CHANNEL_DOWN);
  if (phase == Phase::Recipient &&
      says(reply, {"relay access denied", "relaying denied", "relay not permitted", "relaying not allowed",
                   "not permitted to relay"})) {
    return channel(LC_CHANNEL_DOWN);
  }
  if (is_bad_address(phase, reply)) return message(LC_INVALID_ADDRESS);
  return message(LC_REJECTED);
}

Verdict judge_silence(Phase phase, bool never_works) {
  if (phase == Phase::Answer) return message(LC_IN_DOUBT);
  if (never_works || phase == Phase::Connect) return channel(LC_CHANNEL_DOWN);
  return channel(LC_TRANSIENT);
}

}  // namespace email
