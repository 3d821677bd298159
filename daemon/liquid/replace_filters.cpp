// replace, remove and their first and last forms, and split.
#include "liquid/error.hpp"
#include "liquid/filter_text.hpp"
#include "liquid/standard_filters.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

constexpr auto nowhere = std::string_view::npos;

// What a replacement says of the place that it stands for, as Ruby has it: \\0 and \\& are what was found,
// \\` and
// \\' what stands before and behind it, \\1 to \\9 nothing, \\\\ one backslash.
std::string with_references(std::string_view fresh, std::string_view text, std::size_t at, std::size_t length,
                            Budget& budget) {
  std::string result;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const char next = fresh[i] == '\\' && i + 1 < fresh.size() ? fresh[i + 1] : '\0';
    ++i;
    if (next == '0' || next == '&') {
      result += text.substr(at, length);
    } else if (next == '`') {
      result += text.substr(0, at);
    } else if (next == '\'') {
      result += text.substr(at + length);
    } else if (next == '\\') {
      result += next;
    } else if (next < '1' || next > '9') {
      result += fresh[--i];
    }
    budget.allow_size(result.size());
  }
  return result;
}

std::string replace_all(std::string_view text, std::string_view old, std::string_view fresh, Budget& budget) {
  std::string result;
  const bool refers = fresh.find('\\') != nowhere;
  const auto add = [&](std::size_t at) {
    if (refers) {
      budget.charge_bytes(fresh.size());
      result += with_references(fresh, text, at, old.size(), budget);
    } else {
      result += fresh;
    }
    budget.allow_size(result.size());
  };
  if (old.empty()) {
    // An empty string is found before each character and at the end.
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = character_length(text.substr(at));
      add(at);
      result.append(text.substr(at, length));
      at += length;
    }
    add(text.size());
    return result;
  }
  std::size_t done = 0;
  for (std::size_t found = find_text(text, old); found != nowhere; found = find_text(text, old, done)) {
    result.append(text.substr(done, found - done));
    add(found);
    done = found + old.size();
  }
  return result.append(text.substr(done));
}

std::string replace_at(std::string_view text, std::size_t at, std::size_t length, std::string_view fresh) {
  if (at == nowhere) return std::string(text);
  return std::string(text.substr(0, at)).append(fresh).append(text.substr(at + length));
}

enum class Which { all, first, last };

Value replace(FilterCall& call, Which which) {
  const Text text(call.input(), call.budget());
  const Text old(call.argument(0), call.budget());
  const Text fresh(call.argument(1), call.budget());
  call.budget().allow_size(text.view().size() + fresh.view().size());
  const std::size_t length = old.view().size();
  switch (which) {
    case Which::all:
      return Value(replace_all(text.view(), old.view(), fresh.view(), call.budget()));
    case Which::first: {
      const std::size_t at = find_text(text.view(), old.view());
      if (at == nowhere || fresh.view().find('\\') == nowhere)
        return Value(replace_at(text.view(), at, length, fresh.view()));
      return Value(replace_at(text.view(), at, length,
                              with_references(fresh.view(), text.view(), at, length, call.budget())));
    }
    case Which::last:
      return Value(replace_at(text.view(), find_last_text(text.view(), old.view()), length, fresh.view()));
  }
  return {};
}

Value remove(FilterCall& call, Which which) {
  const Text old(call.argument(0), call.budget());
  if (old.view().empty()) {
    const Text text(call.input(), call.budget());
    return Value(text.view());
  }
  return replace(call, which);
}

Array split_words(std::string_view text, Budget& budget) {
  Array parts;
  for (text = strip(text); !text.empty(); text = strip_left(text)) {
    std::size_t end = 0;
    while (end < text.size() && !is_space(text[end])) ++end;
    budget.charge(1);
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return parts;
}

Array split_characters(std::string_view text, Budget& budget) {
  Array parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text.substr(at));
    budget.charge(1);
    parts.emplace_back(text.substr(at, length));
    at += length;
  }
  return parts;
}

Array split_at(std::string_view text, std::string_view separator, Budget& budget) {
  Array parts;
  std::size_t done = 0;
  for (std::size_t found = find_text(text, separator); found != nowhere;
       found = find_text(text, separator, done)) {
    budget.charge(1);
    parts.emplace_back(text.substr(done, found - done));
    done = found + separator.size();
  }
  parts.emplace_back(text.substr(done));
  while (!parts.empty() && parts.back().string().empty()) parts.pop_back();
  return parts;
}

// A space separates words, an empty string characters; empty parts at the end are dropped.
Value split(FilterCall& call) {
  const Text text(call.input(), call.budget());
  const Text separator(call.argument(0), call.budget());
  if (separator.view() == " ") return Value(split_words(text.view(), call.budget()));
  if (separator.view().empty()) return Value(split_characters(text.view(), call.budget()));
  return Value(split_at(text.view(), separator.view(), call.budget()));
}

}  // namespace

void add_replace_filters(FilterSet& set) {
  set.add({"replace", 1, 2, [](FilterCall& call) { return replace(call, Which::all); }});
  set.add({"replace_first", 1, 2, [](FilterCall& call) { return replace(call, Which::first); }});
  set.add({"replace_last", 2, 2, [](FilterCall& call) { return replace(call, Which::last); }});
  set.add({"remove", 1, 1, [](FilterCall& call) { return remove(call, Which::all); }});
  set.add({"remove_first", 1, 1, [](FilterCall& call) { return remove(call, Which::first); }});
  set.add({"remove_last", 1, 1, [](FilterCall& call) { return remove(call, Which::last); }});
  set.add({"split", 1, 1, split});
}

}  // namespace lifecycled::liquid
