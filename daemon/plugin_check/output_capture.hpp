// Takes what this process writes to its output and its errors, until its end. One at a time; one thread makes
// and reads it, any may write.
#pragma once

#include <string>

#include "channel/child_process.hpp"

namespace lifecycled::plugin_check {

class OutputCapture {
 public:
  // Throws std::system_error.
  OutputCapture();
  // Puts both back.
  ~OutputCapture();
  OutputCapture(const OutputCapture&) = delete;
  OutputCapture& operator=(const OutputCapture&) = delete;

  // What was written until now, at most its first 16 MiB.
  std::string text() const;

 private:
  Descriptor file_, output_, errors_;
};

}  // namespace lifecycled::plugin_check
