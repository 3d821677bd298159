// How a customer's language and country write numbers, money, dates and lists: ICU's formatters, made once
// and kept, since making one costs a hundred times what using it does. One for all templates of a library;
// any thread, several at once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

// A time on a wall clock, in milliseconds since 1970 as if that clock showed UTC. ICU gets no zone: its table
// of zones is not the system's.
using WallTime = std::int64_t;

enum class NumberForm : std::uint8_t { plain, percent, compact };
// symbol: what tells currencies apart ("US$" in Canada); narrow: "$" everywhere; code: "USD".
enum class MoneySymbol : std::uint8_t { symbol, narrow, code };
enum class LetterCase : std::uint8_t { upper, lower, capitalized };

class LocaleFormats {
 public:
  LocaleFormats();
  LocaleFormats(const LocaleFormats&) = delete;
  LocaleFormats& operator=(const LocaleFormats&) = delete;
  ~LocaleFormats();

  static constexpr int any_decimals = -1;  // as many as there are, three at most
  static constexpr int whole_or_all = -2;  // none for 20.00, two for 19.90
  // `locale` is a BCP 47 tag; an unknown one is written as its nearest parent, at last as no language's own.
  // `number` is decimal digits: "-1234.50".
  std::string number(const std::string& locale, std::string_view number, NumberForm form, int decimals) const;
  // `decimals` beyond 0 are those of the currency.
  std::string money(const std::string& locale, std::string_view amount, std::string_view currency,
                    MoneySymbol symbol, int decimals) const;
  // "one", "few", "other", ...: what the plural of the number is called.
  std::string plural_category(const std::string& locale, std::string_view number) const;
  // Those that a language has for numbers as shops have them.
  std::vector<std::string> plural_categories(const std::string& locale) const;
  // "1st", "1er"; for languages that tell them apart also by gender: "feminine".
  std::string ordinal(const std::string& locale, std::int64_t number, std::string_view gender) const;
  // "short", "medium", "long" or "full".
  std::string date(const std::string& locale, WallTime at, std::string_view style) const;
  std::string time(const std::string& locale, WallTime at, std::string_view style) const;
  // By a skeleton of CLDR, such as "yMMMM", or, beginning with "=", by a pattern, such as "=LLLL".
  std::string date_by(const std::string& locale, WallTime at, std::string_view skeleton) const;
  // "a, b and c"
  std::string list(const std::string& locale, const std::vector<std::string>& items, bool is_choice) const;
  std::string letters(const std::string& locale, std::string_view text, LetterCase wanted) const;

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

}  // namespace lifecycled
