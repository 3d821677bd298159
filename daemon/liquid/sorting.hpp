// A stable merge sort that stays inside its array whatever the comparison says, and lets what it throws
// through. (std::stable_sort warns under clang with this standard library, and std::sort may run out of its
// array when the comparison contradicts itself, as it can with values from strangers.)
#pragma once

#include <algorithm>
#include <vector>

namespace lifecycled::liquid {

template <class T, class Less>
void merge_sort(std::vector<T>& items, Less is_less) {
  std::vector<T> other(items.size());
  for (std::size_t width = 1; width < items.size(); width *= 2) {
    for (std::size_t begin = 0; begin < items.size(); begin += 2 * width) {
      std::size_t left = begin;
      const std::size_t middle = std::min(begin + width, items.size());
      std::size_t right = middle;
      const std::size_t end = std::min(begin + 2 * width, items.size());
      for (std::size_t to = begin; to < end; ++to) {
        const bool takes_right = left == middle || (right < end && is_less(items[right], items[left]));
        other[to] = std::move(items[takes_right ? right++ : left++]);
      }
    }
    items.swap(other);
  }
}

}  // namespace lifecycled::liquid
