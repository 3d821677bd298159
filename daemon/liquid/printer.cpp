#include "liquid/printer.hpp"

#include "liquid/error.hpp"
#include "liquid/number.hpp"
#include "liquid/text.hpp"

namespace lifecycled::liquid {

namespace {

constexpr unsigned deepest = 100;

// What Ruby writes in its quotes for the byte that this begins with, or nothing when it stands for itself.
std::string escape_in_ruby(std::string_view text) {
  static constexpr std::string_view letters = "abtnvfr";  // from 7 on
  const char c = text.front();
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') return {'\\', c};
  if (c == '#' && text.size() > 1 && (text[1] == '{' || text[1] == '$' || text[1] == '@')) return "\\#";
  if (byte >= 7 && byte <= 13) return {'\\', letters[byte - 7U]};
  if (byte == 27) return "\\e";
  if (byte >= 32 && byte != 127) return {};
  constexpr std::string_view digits = "0123456789ABCDEF";
  return std::string("\\u00") + digits[byte >> 4U] + digits[byte & 15U];
}

}  // namespace

void Printer::add(std::string_view text) {
  if (escapes_)
    append_escaped(out_, text);
  else
    out_ += text;
  budget_.allow_size(out_.size());
}

void Printer::print_string(const Value& value) {
  const std::string& text = value.string();
  budget_.charge_bytes(text.size());
  if (value.is_safe()) {
    out_ += text;
    budget_.allow_size(out_.size());
  } else {
    add(text);
  }
}

void Printer::print_other(const Value& value, unsigned depth) {
  if (depth > deepest) throw Error(Fault::limit, "the value is nested too deeply");
  switch (value.kind()) {
    case Kind::nil:
    case Kind::blank:
    case Kind::empty:
      break;
    case Kind::boolean:
      out_ += value.boolean() ? "true" : "false";
      break;
    case Kind::integer:
      append_integer(out_, value.integer());
      break;
    case Kind::huge:
      append_integer(out_, value.huge());
      break;
    case Kind::real:
      append_real(out_, value.real());
      break;
    case Kind::string:
      print_string(value);
      break;
    case Kind::array:
      for (const Value& item : value.array()) {
        budget_.charge(1);
        print_other(item, depth + 1);
      }
      break;
    case Kind::range:
      append_integer(out_, value.range().first);
      out_ += "..";
      append_integer(out_, value.range().last);
      break;
    case Kind::object:
      inspect(value, depth + 1);
      break;
    case Kind::drop: {
      const Value stands_for = value.drop().value();
      if (stands_for.is_nil()) {
        out_ += value.drop().name();
      } else {
        print_other(stands_for, depth + 1);
      }
      break;
    }
  }
  budget_.allow_size(out_.size());
}

// An object prints as Ruby shows it: {"a"=>1, "b"=>["x", nil]}
void Printer::inspect(const Value& value, unsigned depth) {
  if (depth > deepest) throw Error(Fault::limit, "the value is nested too deeply");
  budget_.charge(1);
  bool is_first = true;
  switch (value.kind()) {
    case Kind::nil:
      out_ += "nil";
      break;
    case Kind::string:
      inspect_string(value.string());
      break;
    case Kind::array:
      out_ += '[';
      for (const Value& item : value.array()) {
        if (!is_first) out_ += ", ";
        is_first = false;
        inspect(item, depth + 1);
      }
      out_ += ']';
      break;
    case Kind::object:
      out_ += '{';
      for (const auto& [key, item] : value.object()) {
        if (!is_first) out_ += ", ";
        is_first = false;
        inspect_string(key);
        add("=>");
        inspect(item, depth + 1);
      }
      out_ += '}';
      break;
    default:
      print_other(value, depth);
      break;
  }
  budget_.allow_size(out_.size());
}

void Printer::inspect_string(std::string_view text) {
  budget_.charge_bytes(text.size());
  add("\"");
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string escape = escape_in_ruby(text.substr(i));
    if (escape.empty()) continue;
    add(text.substr(done, i - done));
    add(escape);
    done = i + 1;
  }
  add(text.substr(done));
  add("\"");
}

std::string to_text(const Value& value, Budget& budget) {
  if (value.is_string()) return value.string();
  std::string text;
  Printer(text, budget, false).print(value);
  return text;
}

std::string_view text_of(const Value& value, std::string& storage, Budget& budget) {
  if (value.is_string()) return value.string();
  storage = to_text(value, budget);
  return storage;
}

std::string_view shown_text_of(const Value& value, std::string& storage, Budget& budget) {
  if (value.is_string()) return value.string();
  Printer(storage, budget, false).show(value);
  return storage;
}

}  // namespace lifecycled::liquid
