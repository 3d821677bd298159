// Filters that change the letters, the ends or the length of a string, and default.
#include <algorithm>

#include "liquid/comparing.hpp"
#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "liquid/number.hpp"
#include "liquid/standard_filters.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

// A filter that makes a text of a text and keeps safe what was.
template <class Change>
FilterFunction changed(Change change) {
  return [change](FilterCall& call) {
    const Text text(call.input(), call.budget());
    return text_like(call.input(), std::string(change(text.view())));
  };
}

std::string capitalize(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t first = character_length(text);
  return title_case(text.substr(0, first)) + lower_case(text.substr(first));
}

std::string strip_newlines(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')) continue;
    result.push_back(text[i]);
  }
  return result;
}

// A safe part stays as it is and the other is escaped for it; see README.md.
Value joined(FilterCall& call, bool argument_first) {
  const Value& argument = call.argument(0);
  const Text addition(argument, call.budget());
  Value input = call.take_input();
  const bool is_safe = (input.is_safe() || argument.is_safe()) && call.context().options().escape_html;
  std::string text;
  // Growing the string that nobody else holds makes a chain of appends cheap.
  if (std::string* own = input.own_string()) {
    text = std::move(*own);
  } else {
    const Text view(input, call.budget());
    text.reserve(view.view().size() + addition.view().size());
    text = view.view();
  }
  if (is_safe && !input.is_safe()) text = escaped(text);
  const std::string other =
      is_safe && !argument.is_safe() ? escaped(addition.view()) : std::string(addition.view());
  call.budget().allow_size(text.size() + other.size());
  text.insert(argument_first ? 0 : text.size(), other);
  return is_safe ? Value::safe(std::move(text)) : Value(std::move(text));
}

Value truncate(FilterCall& call) {
  if (call.input().is_nil()) return {};
  const std::int64_t length = call.has(0) ? to_integer(call.argument(0), "the length for truncate") : 50;
  const Text text(call.input(), call.budget());
  const Value dots("...");
  const Text ending(call.has(1) ? call.argument(1) : dots, call.budget());
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(0, length));
  if (length >= 0 && character_count(text.view()) <= wanted)
    return text_like(call.input(), std::string(text.view()));
  const std::size_t taken = character_count(ending.view());
  const std::size_t kept = prefix_length(text.view(), wanted > taken ? wanted - taken : 0);
  call.budget().allow_size(kept + ending.view().size());
  return Value(std::string(text.view().substr(0, kept)).append(ending.view()));
}

Value truncate_words(FilterCall& call) {
  if (call.input().is_nil()) return {};
  const std::int64_t wanted = call.has(0) ? to_integer(call.argument(0), "the number of words") : 15;
  const Text text(call.input(), call.budget());
  const Value dots("...");
  const Text ending(call.has(1) ? call.argument(1) : dots, call.budget());
  std::string_view rest = strip_left(text.view());
  std::string result;
  for (std::int64_t words = 1; !rest.empty(); ++words) {
    const auto end =
        static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), is_space) - rest.begin());
    if (words > 1) result.push_back(' ');
    result += rest.substr(0, end);
    // Whatever stands behind the last word counts, were it a blank.
    if (words == std::max<std::int64_t>(1, wanted) && end < rest.size()) {
      call.budget().allow_size(result.size() + ending.view().size());
      return Value(result.append(ending.view()));
    }
    rest = strip_left(rest.substr(end));
  }
  return text_like(call.input(), std::string(text.view()));
}

Value slice(FilterCall& call) {
  std::int64_t offset = to_integer(call.argument(0), "the offset for slice");
  std::int64_t length =
      !call.argument(1).is_truthy() ? 1 : to_integer(call.argument(1), "the length for slice");
  const bool is_array = call.input().is_array();
  const Value nothing;
  const Text text(is_array ? nothing : call.input(), call.budget());
  const auto size =
      static_cast<std::int64_t>(is_array ? call.input().array().size() : character_count(text.view()));
  if (offset < 0) offset += size;
  if (offset < 0 || offset > size || length < 0) return is_array ? Value(Array{}) : Value("");
  length = std::min(length, size - offset);
  if (is_array) {
    const auto begin = call.input().array().begin() + offset;
    return Value(Array(begin, begin + length));
  }
  const std::size_t begin = prefix_length(text.view(), static_cast<std::size_t>(offset));
  const auto rest = text.view().substr(begin);
  return Value(rest.substr(0, prefix_length(rest, static_cast<std::size_t>(length))));
}

Value size(FilterCall& call) {
  const Value& input = call.input();
  if (input.is_array()) return Value(input.array().size());
  if (input.is_object()) return Value(input.object().size());
  if (input.kind() == Kind::range) return Value(input.range().size());
  return input.is_string() ? Value(character_count(input.string())) : Value(0);
}

Value default_filter(FilterCall& call) {
  const Value* allow_false = call.keyword("allow_false");
  const Value& input = call.input();
  const bool lacks = allow_false != nullptr && allow_false->is_truthy() ? input.is_nil() : !input.is_truthy();
  if (!lacks && !is_empty(input) && input.kind() != Kind::empty && input.kind() != Kind::blank)
    return call.take_input();
  return call.has(0) ? call.argument(0) : Value("");
}

}  // namespace

void add_string_filters(FilterSet& set) {
  set.add({"upcase", 0, 0, changed(upper_case)});
  set.add({"downcase", 0, 0, changed(lower_case)});
  set.add({"capitalize", 0, 0, changed(capitalize)});
  set.add({"strip", 0, 0, changed(strip)});
  set.add({"lstrip", 0, 0, changed(strip_left)});
  set.add({"rstrip", 0, 0, changed(strip_right)});
  set.add({"strip_newlines", 0, 0, changed(strip_newlines)});
  set.add({"append", 1, 1, [](FilterCall& call) { return joined(call, false); }});
  set.add({"prepend", 1, 1, [](FilterCall& call) { return joined(call, true); }});
  set.add({"truncate", 0, 2, truncate});
  set.add({"truncatewords", 0, 2, truncate_words});
  set.add({"slice", 1, 2, slice});
  set.add({"size", 0, 0, size});
  set.add({"default", 0, 1, default_filter, {"allow_false"}});
}

}  // namespace lifecycled::liquid
