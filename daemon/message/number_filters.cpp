// money, number, plural and ordinal. What is nil prints nothing; what is no number is a mistake.
#include <fmt/format.h>

#include "base/money.hpp"
#include "base/text.hpp"
#include "config/known_codes.hpp"
#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "message/filter_locale.hpp"

namespace lifecycled {
namespace {

using liquid::FilterCall;
using liquid::Value;

std::string number_for(FilterCall& call, std::string_view filter) {
  if (auto digits = digits_of(call.input())) return *digits;
  throw liquid::Error(liquid::Fault::value, fmt::format("{} needs a number such as 19.99", filter));
}

std::string currency_of(FilterCall& call) {
  std::string code;
  if (call.has(0) && call.argument(0).is_string()) {
    code = upper_ascii(call.argument(0).string());
  } else {
    const Value shop = call.context().variable("shop");
    const Value* usual = shop.is_object() ? shop.object().find("currency") : nullptr;
    if (usual && usual->is_string()) code = usual->string();
  }
  if (is_currency_code(code) && is_known_currency(code)) return code;
  throw liquid::Error(liquid::Fault::value,
                      fmt::format("money needs a currency such as \"EUR\", not \"{}\"", shortened(code, 20)),
                      nearest_currency(code));
}

Value money(FilterCall& call, const LocaleFormats& formats) {
  if (call.input().is_nil()) return Value("");
  const std::string currency = currency_of(call);
  const auto minor = parse_amount(number_for(call, "money"), currency);
  if (!minor) throw liquid::Error(liquid::Fault::value, "money needs a number such as 19.99");
  const std::string symbol =
      choice(call, "symbol", call.keyword("symbol"), {"symbol", "narrow", "code"}, "symbol");
  return Value(formats.money(locale_of(call), format_amount(*minor, currency), currency,
                             symbol == "code"     ? MoneySymbol::code
                             : symbol == "narrow" ? MoneySymbol::narrow
                                                  : MoneySymbol::symbol,
                             decimals_of(call, call.keyword("decimals"))));
}

Value number(FilterCall& call, const LocaleFormats& formats) {
  if (call.input().is_nil()) return Value("");
  // {{ n | number: 2 }} and {{ n | number: "percent" }} are the short forms.
  const Value* short_form = call.has(0) ? &call.argument(0) : nullptr;
  const bool is_style = short_form && short_form->is_string() && short_form->string() != "auto";
  const Value* style = is_style ? short_form : call.keyword("style");
  const Value* decimals = short_form && !is_style ? short_form : call.keyword("decimals");
  const std::string form = choice(call, "style", style, {"plain", "percent", "compact"}, "plain");
  return Value(formats.number(locale_of(call), number_for(call, "number"),
                              form == "percent"   ? NumberForm::percent
                              : form == "compact" ? NumberForm::compact
                                                  : NumberForm::plain,
                              decimals_of(call, decimals)));
}

// "#" in the word is the number itself, as in ICU's message format.
Value with_number(const Value& word, const std::string& number, FilterCall& call) {
  const liquid::Text text(word, call.budget());
  std::string out;
  for (const char c : text.view()) {
    if (c == '#') {
      out += number;
    } else {
      out += c;
    }
    call.budget().allow_size(out.size());
  }
  return text_like(word, std::move(out));
}

Value plural(FilterCall& call, const LocaleFormats& formats) {
  const Value* other = call.keyword("other");
  if (!other) throw liquid::Error(liquid::Fault::value, "plural needs a word for \"other\"");
  const std::string digits = call.input().is_nil() ? "0" : number_for(call, "plural");
  const std::string locale = locale_of(call);
  // Under check, a language that needs more forms must be given them: each sample has one number only.
  if (call.context().options().strict_variables) {
    for (const std::string& category : formats.plural_categories(locale)) {
      if (call.keyword(category)) continue;
      throw liquid::Error(liquid::Fault::value,
                          fmt::format("plural lacks a word for \"{}\", which {} has", category, locale));
    }
  }
  const Value* word = digits == "0" ? call.keyword("zero") : nullptr;
  if (!word) word = call.keyword(formats.plural_category(locale, digits));
  return with_number(word ? *word : *other,
                     formats.number(locale, digits, NumberForm::plain, LocaleFormats::any_decimals), call);
}

Value ordinal(FilterCall& call, const LocaleFormats& formats) {
  if (call.input().is_nil()) return Value("");
  std::int64_t number = 0;
  const auto digits = digits_of(call.input());
  const auto whole = digits ? parse_amount(*digits, "JPY") : std::nullopt;
  if (whole && digits->find('.') == std::string::npos) {
    number = *whole;
  } else {
    throw liquid::Error(liquid::Fault::value, "ordinal needs a whole number");
  }
  const std::string gender =
      choice(call, "gender", call.keyword("gender"), {"masculine", "feminine", "neuter"}, "");
  return Value(formats.ordinal(locale_of(call), number, gender));
}

}  // namespace

void add_number_filters(liquid::FilterSet& set, const Formats& formats) {
  const auto with = [&formats](Value (*filter)(FilterCall&, const LocaleFormats&)) {
    return [formats, filter](FilterCall& call) { return filter(call, *formats); };
  };
  set.add({"money", 0, 1, with(money), {"decimals", "symbol"}});
  set.add({"number", 0, 1, with(number), {"decimals", "style"}});
  set.add({"plural", 0, 0, with(plural), {"zero", "one", "two", "few", "many", "other"}});
  set.add({"ordinal", 0, 0, with(ordinal), {"gender"}});
}

}  // namespace lifecycled
