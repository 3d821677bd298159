// The formatters that LocaleFormats has made, by what was asked for. For locale_*.cpp only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <unicode/datefmt.h>
#include <unicode/rbnf.h>

#include "message/locale_formats.hpp"

namespace lifecycled {

// Formatters that may be used by several threads at once: const methods that are documented so.
template <class Formatter>
using Shared = std::shared_ptr<const Formatter>;

struct LocaleFormats::Kept {
  // Templates may name formats without end; more than these are not kept at a time.
  static constexpr std::size_t most_kept = 500;

  std::mutex mutex;
  std::map<std::string, std::shared_ptr<const void>, std::less<>> shared;
  // A date format works in a calendar of its own: whoever formats takes one and puts it back.
  std::map<std::string, std::vector<std::unique_ptr<icu::DateFormat>>, std::less<>> dates;
  std::map<std::string, std::vector<std::unique_ptr<icu::RuleBasedNumberFormat>>, std::less<>> ordinals;

  template <class Formatter, class Make>
  Shared<Formatter> get(const std::string& key, Make make) {
    {
      const std::lock_guard lock(mutex);
      if (const auto found = shared.find(key); found != shared.end())
        return std::static_pointer_cast<const Formatter>(found->second);
    }
    // Made outside of the lock; of two at once one is thrown away.
    Shared<Formatter> fresh(make());
    const std::lock_guard lock(mutex);
    if (shared.size() >= most_kept) shared.clear();
    shared.insert_or_assign(key, fresh);
    return fresh;
  }

  template <class Formatter, class Pool, class Make, class Use>
  std::string borrow(Pool& pool, const std::string& key, Make make, Use use) {
    std::unique_ptr<Formatter> one;
    {
      const std::lock_guard lock(mutex);
      if (pool.size() > most_kept) pool.clear();
      auto& free = pool[key];
      if (!free.empty()) {
        one = std::move(free.back());
        free.pop_back();
      }
    }
    if (!one) one = make();
    std::string text = use(*one);
    const std::lock_guard lock(mutex);
    pool[key].push_back(std::move(one));
    return text;
  }

  // `make` makes the format when none is free.
  std::string date(const std::string& key, WallTime at,
                   const std::function<std::unique_ptr<icu::DateFormat>()>& make);
};

}  // namespace lifecycled
