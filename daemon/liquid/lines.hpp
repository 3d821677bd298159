// Offsets of a source as lines and columns, for many offsets that mostly grow. For references().
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "liquid/error.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

class Lines {
 public:
  Lines(std::string_view source, std::string_view name) : source_(source), name_(name) {
    for (std::size_t at = source.find('\n'); at != std::string_view::npos; at = source.find('\n', at + 1))
      starts_.push_back(at + 1);
  }

  Place place(std::size_t offset) {
    const auto line =
        static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin());
    const std::size_t start = starts_[line - 1];
    // Goes on counting from the last offset: a line may be a whole template.
    if (last_ < start || (offset < last_ && offset - start < last_ - offset)) {
      last_ = start;
      columns_ = 0;
    }
    // Places go back a little where what stands in brackets is told first.
    if (offset < last_)
      columns_ -= std::min(columns_, character_count(source_.substr(offset, last_ - offset)));
    else
      columns_ += character_count(source_.substr(last_, offset - last_));
    last_ = offset;
    return {std::string(name_), static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(columns_ + 1)};
  }

 private:
  std::string_view source_;
  std::string_view name_;
  std::vector<std::size_t> starts_ = {0};
  std::size_t last_ = 0;
  std::size_t columns_ = 0;
};

}  // namespace lifecycled::liquid
