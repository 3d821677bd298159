// Takes secrets out of what a stranger says. A plugin that logs its own password must not bring it into our
// log, database or answers: whoever takes in its words asks here first. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

class Redaction {
 public:
  // Shorter ones are left alone: they would hit everyday words, and protect nothing anyhow.
  static constexpr std::size_t shortest = 6;

  Redaction() = default;
  explicit Redaction(const std::vector<std::string>& secrets);

  // With "[secret]" in place of each: as it is, as in a URL, as in JSON, in base64; also one that is cut off
  // at the end of the text.
  std::string clean(std::string_view text) const;

 private:
  std::vector<std::string> patterns_;  // longest first
};

}  // namespace lifecycled
