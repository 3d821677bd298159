#include "message/message_filters.hpp"

#include <fmt/format.h>

#include "base/money.hpp"
#include "liquid/error.hpp"

namespace lifecycled {
namespace {

liquid::Value money(liquid::FilterCall& call) {
  const liquid::Value& amount = call.input();
  std::string currency;
  if (call.has(0) && call.argument(0).is_string()) {
    currency = call.argument(0).string();
  } else {
    const liquid::Value shop = call.context().variable("shop");
    const liquid::Value* code = shop.is_object() ? shop.object().find("currency") : nullptr;
    if (code && code->is_string()) currency = code->string();
  }
  if (amount.is_nil()) return liquid::Value("");
  std::string text;
  if (amount.is_string()) {
    text = amount.string();
  } else if (amount.is_number()) {
    text = amount.kind() == liquid::Kind::integer
               ? std::to_string(amount.integer())
               : fmt::format("{:.{}f}", amount.real(), currency_decimals(currency));
  }
  const auto minor = parse_amount(text, currency);
  if (!minor) throw liquid::Error(liquid::Fault::value, "money needs a number such as 19.99");
  return liquid::Value(fmt::format("{} {}", format_amount(*minor, currency), currency));
}

}  // namespace

std::shared_ptr<const liquid::Environment> message_environment() {
  auto environment = std::make_shared<liquid::Environment>();
  environment->filters.add({"money", 0, 1, money});
  return environment;
}

}  // namespace lifecycled
