// From what a mail server answered, or did not answer, to one of the eight outcomes. Pure functions. [any]
#pragma once

#include <string>
#include <string_view>

#include "lifecycled/channel.h"

namespace email {

// A server's reply (RFC 5321, 4.2): code, enhanced status code (RFC 3463) if it gave one, text.
struct Reply {
  int code = 0;  // 0: none
  int enhanced_class = 0, enhanced_subject = 0, enhanced_detail = 0;
  std::string text;  // without the codes
};

// Reads "550 5.1.1 no such user", the last line of a reply.
Reply parse_reply(std::string_view line);

// How far the dialogue had come.
enum class Phase {
  Connect,   // name, TCP, TLS
  Greeting,  // greeting, EHLO, STARTTLS
  Auth,
  Sender,     // MAIL FROM
  Recipient,  // RCPT TO
  Data,       // from DATA on, while the final dot cannot have left
  Answer,     // the final dot may have left
};

struct Verdict {
  lc_outcome outcome;
  int32_t scope;
};

// The server said no.
Verdict judge_reply(Phase phase, const Reply& reply, bool sender_is_of_message);
// The server said nothing: no connection, a cut, silence. `never_works` tells a certificate or a refused
// login from a moment's failure.
Verdict judge_silence(Phase phase, bool never_works);

}  // namespace email
