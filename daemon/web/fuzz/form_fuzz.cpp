// A form as strangers post it: the first line is the Content-Type, the rest the body. Whatever comes, the
// form is bounded and holds no more than was sent.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "web/form.hpp"

using namespace lifecycled;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line_end = text.find('\n');
  const auto type = text.substr(0, line_end);
  const auto body = line_end == text.npos ? std::string_view() : text.substr(line_end + 1);
  if (const auto form = Form::read(type, body)) {
    require(form->size() <= 64);
    for (const std::string_view name : {"scope", "List-Unsubscribe", "rating", ""})
      require(form->value(name).size() <= body.size());
  }
  require(Form::urlencoded(text).size() <= 64);
  require(percent_decoded(text, true).size() <= text.size());
  return 0;
}
