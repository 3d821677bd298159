// Messages that answer what a customer wrote to us: no campaign decided them, and they need no consent. Pure.
#pragma once

#include "message/reply_messages.hpp"
#include "store/messages.hpp"

namespace lifecycled {

inline bool is_answer(const MessageRow& message) {
  return !message.campaign && !message.journey && is_reply_message(message.name);
}

}  // namespace lifecycled
