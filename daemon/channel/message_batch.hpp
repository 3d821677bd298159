// Messages on their way through a plugin: the bytes of one frame, and the structs of the ABI that point into
// them. Lives until the last of its tickets is completed. Made by one thread, then only read.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lifecycled/channel.h"

namespace lifecycled {

class MessageBatch {
 public:
  // From the body of a Submit frame; null when it is garbage. Keeps a copy of the bytes.
  static std::unique_ptr<MessageBatch> from_frame(std::string_view body);

  std::span<const lc_message* const> pointers() const { return pointers_; }

 private:
  MessageBatch() = default;
  bool read();

  std::string bytes_;
  std::deque<lc_message> messages_;  // a deque, so that pointers stay
  std::vector<const lc_message*> pointers_;
  std::deque<std::vector<const char*>> headers_;
  std::deque<lc_part> parts_;
  std::deque<std::vector<const lc_part*>> part_lists_;
};

}  // namespace lifecycled
