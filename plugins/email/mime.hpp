// A message as the mail that goes over the wire: MIME by GMime, headers as the large mailbox providers ask of
// senders. One thread at a time.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "lifecycled/channel.h"
#include "settings.hpp"

namespace email {

// This message can never become a mail; what() is for the operator.
struct UnusableMessage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Mail {
  std::string envelope_sender, recipient;  // for MAIL FROM and RCPT TO; domains in ASCII (IDNA)
  std::string
      message_id;     // without <>; the same for every attempt, so that a receiver can tell a second copy
  std::string bytes;  // headers and body, lines end in CRLF
};

class Composer {
 public:
  // Throws std::invalid_argument naming the option: "sender", "reply_to", "envelope_sender".
  explicit Composer(const Settings& settings);
  ~Composer();

  // Overwrites `mail`, reusing its memory. Throws UnusableMessage.
  void compose(const lc_message& message, Mail& mail) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace email
