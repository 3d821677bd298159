// Filters that know HTML. escape, escape_once and raw give safe strings; newline_to_br escapes first when the
// rendering escapes at all.
#include <span>

#include "liquid/filter_text.hpp"
#include "liquid/standard_filters.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

constexpr auto nowhere = std::string_view::npos;

// Where nothing is escaped, what is HTML already is a text like any other: escaping it twice is meant.
bool is_done(const FilterCall& call) {
  return call.input().is_safe() && call.context().options().escape_html;
}

Value html(const FilterCall& call, std::string text) {
  return call.context().options().escape_html ? Value::safe(std::move(text)) : Value(std::move(text));
}

Value escape(FilterCall& call) {
  if (call.input().is_nil() || is_done(call)) return call.take_input();
  const Text text(call.input(), call.budget());
  return html(call, escaped(text.view()));
}

// Length of the entity that begins at this "&", or 0: &word; and &#123;
std::size_t entity_length(std::string_view text) {
  std::size_t at = 1;
  if (text.substr(at).starts_with('#')) {
    const std::size_t begin = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == begin) return 0;
  } else {
    while (at < text.size() && is_letter(text[at])) ++at;
    if (at == 1) return 0;
  }
  return at < text.size() && text[at] == ';' ? at + 1 : 0;
}

Value escape_once(FilterCall& call) {
  if (is_done(call)) return call.take_input();
  const Text text(call.input(), call.budget());
  std::string result;
  for (auto rest = text.view(); !rest.empty();) {
    const std::size_t length = rest.front() == '&' ? entity_length(rest) : 0;
    if (length > 0)
      result += rest.substr(0, length);
    else
      append_escaped(result, rest.substr(0, 1));
    rest.remove_prefix(length > 0 ? length : 1);
  }
  return html(call, std::move(result));
}

Value raw(FilterCall& call) {
  if (call.input().is_nil()) return {};
  const Text text(call.input(), call.budget());
  return html(call, std::string(text.view()));
}

Value newline_to_br(FilterCall& call) {
  const Text text(call.input(), call.budget());
  const bool escapes = call.context().options().escape_html;
  std::string result;
  std::string_view rest = text.view();
  for (std::size_t end = rest.find('\n'); end != nowhere; end = rest.find('\n')) {
    auto line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    escapes && !call.input().is_safe() ? append_escaped(result, line) : void(result.append(line));
    result += "<br />\n";
    rest.remove_prefix(end + 1);
  }
  escapes && !call.input().is_safe() ? append_escaped(result, rest) : void(result.append(rest));
  return escapes ? Value::safe(std::move(result)) : text_like(call.input(), std::move(result));
}

struct Region {
  std::string_view begin;
  std::string_view end;
  bool is_hopeless =
      false;  // no end follows: not searched again, or many beginnings would make this quadratic
};

// The end of the region that begins here, or nowhere.
std::size_t skip(std::string_view text, std::size_t at, Region& region) {
  if (region.is_hopeless || !text.substr(at).starts_with(region.begin)) return nowhere;
  const std::size_t end = find_text(text, region.end, at + region.begin.size());
  region.is_hopeless = end == nowhere;
  return end == nowhere ? nowhere : end + region.end.size();
}

std::string without(std::string_view text, std::span<Region> regions) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find('<', at), text.size());
    result += text.substr(at, next - at);
    at = next;
    if (at == text.size()) break;
    std::size_t end = nowhere;
    for (Region& region : regions) {
      end = skip(text, at, region);
      if (end != nowhere) break;
    }
    if (end == nowhere)
      result += text[at++];
    else
      at = end;
  }
  return result;
}

// Scripts, styles and comments vanish with what they hold. Then other tags leave it, also those whose pieces
// only now stand together.
Value strip_html(FilterCall& call) {
  const Text whole(call.input(), call.budget());
  Region blocks[] = {{"<script", "</script>"}, {"<!--", "-->"}, {"<style", "</style>"}};
  Region tags[] = {{"<", ">"}};
  return Value(without(without(whole.view(), blocks), tags));
}

}  // namespace

void add_html_filters(FilterSet& set) {
  set.add({"escape", 0, 0, escape});
  set.add({"h", 0, 0, escape});
  set.add({"escape_once", 0, 0, escape_once});
  set.add({"raw", 0, 0, raw});
  set.add({"newline_to_br", 0, 0, newline_to_br});
  set.add({"strip_html", 0, 0, strip_html});
}

}  // namespace lifecycled::liquid
