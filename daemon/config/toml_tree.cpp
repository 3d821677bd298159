#include "config/toml_tree.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_bytes = 1 << 20;

// Counts columns in characters, as toml++ does.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string_view from_character(std::string_view line, std::size_t column) {
  while (column-- > 1 && !line.empty()) {
    line.remove_prefix(1);
    while (!line.empty() && (static_cast<unsigned char>(line.front()) & 0xC0) == 0x80) line.remove_prefix(1);
  }
  return line;
}

class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const std::string& file) : file_(file), lines_(split(text, '\n')) {}

  Place place_of(const toml::source_position& at) const {
    return {file_, static_cast<unsigned>(at.line), static_cast<unsigned>(at.column)};
  }

  TomlTable table(const toml::table& from) const {
    TomlTable out{place_of(from.source().begin), from.is_inline(), {}};
    for (auto&& [key, node] : from) {
      out.entries.push_back({std::string(key.str()), place_of(key.source().begin), value(node)});
    }
    // toml++ keeps keys in alphabetical order; the order of channels and steps means something.
    std::ranges::sort(out.entries, {}, [](const TomlEntry& e) { return std::tie(e.key_place, e.key); });
    return out;
  }

 private:
  TomlValue value(const toml::node& node) const {
    TomlValue out{place_of(node.source().begin), {}, {}, false};
    if (const auto* text = node.as_string()) {
      out.is = text->get();
      out.text_place = first_character(out.place);
      out.text_jumps = jumps(out.place, out.text_place);
    } else if (const auto* whole = node.as_integer()) {
      out.is = whole->get();
    } else if (const auto* number = node.as_floating_point()) {
      out.is = number->get();
    } else if (const auto* yes = node.as_boolean()) {
      out.is = yes->get();
    } else if (const auto* below = node.as_table()) {
      out.is = table(*below);
    } else if (const auto* list = node.as_array()) {
      std::vector<TomlValue> items;
      items.reserve(list->size());
      for (const toml::node& item : *list) items.push_back(value(item));
      out.is = std::move(items);
    } else {
      out.is = TomlDateOrTime{};
    }
    return out;
  }

  // Behind the quotes: one, or three, which a line break may follow.
  Place first_character(Place at) const {
    if (at.line == 0 || at.line > lines_.size()) return at;
    const std::string_view rest = from_character(lines_[at.line - 1], at.column);
    if (!rest.starts_with("\"\"\"") && !rest.starts_with("'''")) {
      ++at.column;
    } else if (trimmed(rest.substr(3)).empty() && at.line < lines_.size()) {
      ++at.line;
      at.column = 1;
    } else {
      at.column += 3;
    }
    return at;
  }

  // Only between double quotes a backslash means something.
  std::vector<TextJump> jumps(const Place& value, const Place& text) const {
    std::vector<TextJump> out;
    if (value.line == 0 || value.line > lines_.size() || text.line > lines_.size()) return out;
    const std::string_view opening = from_character(lines_[value.line - 1], value.column);
    if (!opening.starts_with('"')) return out;
    const std::string_view quotes = opening.substr(0, opening.starts_with("\"\"\"") ? 3 : 1);
    TextJump at{1, 1, text.line, text.column};
    std::string_view rest = from_character(lines_[text.line - 1], text.column);
    const auto next_line = [&] {
      rest = lines_[at.file_line++];
      at.file_column = 1;
    };
    while (!rest.starts_with(quotes)) {
      const bool is_end = rest.empty();
      const bool joins = rest.starts_with('\\') && trimmed(rest.substr(1)).empty();
      if ((is_end || joins) && (quotes.size() == 1 || at.file_line >= lines_.size())) break;
      if (is_end) {
        next_line();
        ++at.line;
        at.column = 1;
      } else if (joins) {
        do next_line();
        while (trimmed(rest).empty() && at.file_line < lines_.size());
        const auto blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
        rest.remove_prefix(blanks);
        at.file_column += static_cast<unsigned>(blanks);
        out.push_back(at);
      } else if (rest.front() != '\\') {
        rest = from_character(rest, 2);
        ++at.column;
        ++at.file_column;
      } else {
        const std::size_t length = std::min<std::size_t>(length_of_escape(rest[1]), rest.size());
        const bool breaks = rest[1] == 'n';
        at.line += breaks ? 1 : 0;
        at.column = breaks ? 1 : at.column + 1;
        at.file_column += static_cast<unsigned>(length);
        rest.remove_prefix(length);
        out.push_back(at);
      }
    }
    return out;
  }

  static std::size_t length_of_escape(char kind) {
    return kind == 'u' ? 6 : kind == 'U' ? 10 : kind == 'x' ? 4 : 2;
  }

  const std::string& file_;
  std::vector<std::string_view> lines_;
};

Place first_bad_byte(std::string_view text, const std::string& file) {
  unsigned line = 1;
  for (const std::string_view part : split(text, '\n')) {
    if (!is_utf8(part)) {
      std::size_t good = 0;
      for (std::size_t length = 1; length <= part.size(); ++length) {
        if (is_utf8(part.substr(good, length - good))) good = length;
        if (length - good >= 4) break;
      }
      return {file, line, static_cast<unsigned>(characters(part.substr(0, good)) + 1)};
    }
    ++line;
  }
  return {file, 0, 0};
}

// The first one that stands where a straight one should: word processors and mail programs make them.
std::string_view curly_quote(std::string_view line) {
  constexpr std::array<std::string_view, 5> curly{"“", "”", "„", "‘", "’"};
  bool is_quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') is_quoted = !is_quoted;
    if (line[at] == '#' && !is_quoted) break;
    for (const std::string_view one : curly) {
      if (!is_quoted && line.substr(at).starts_with(one)) return one;
    }
  }
  return {};
}

// What a shop keeper can do about the mistakes that are made most.
std::string remedy(std::string_view part, std::string_view what, std::string_view line) {
  const auto says = [&](std::string_view words) {
    return part.find(words) != std::string_view::npos || what.find(words) != std::string_view::npos;
  };
  if (says("cannot redefine") || says("as array-of-tables"))
    return "it stands twice in this file; keep one of the two";
  if (says("dangling comma")) return "remove the comma before the \"}\"";
  if (says("inline table") && says("'\\n'"))
    return "what stands between { and } must be on one line; a list [ ... ] may take several";
  if (says("encountered end-of-file") && says("string")) return "close the quotes";
  if (says("control characters")) return "close the quotes on the same line";
  if (says("encountered end-of-file") && says("array")) return "close the list with \"]\"";
  if (const auto curly = curly_quote(line); !curly.empty())
    return fmt::format("write straight quotes (\") in place of {}", curly);
  if (says("string") && says("escape")) return "write 'single quotes' around text with backslashes";
  return "";
}

void report(const toml::parse_error& error, Place place, std::string_view text, Problems& problems) {
  // "Error while parsing table header: cannot redefine ..."
  std::string_view what = error.description();
  std::string_view part;
  constexpr std::string_view usual_start = "Error while parsing ";
  if (const auto colon = what.find(": "); what.starts_with(usual_start) && colon != std::string_view::npos) {
    part = what.substr(usual_start.size(), colon - usual_start.size());
    what.remove_prefix(colon + 2);
  }
  const auto lines = split(text, '\n');
  const std::size_t line = std::min<std::size_t>(place.line > 0 ? place.line - 1 : 0, lines.size() - 1);
  // toml++ stops here; the other files are still read.
  problems.error(std::move(place),
                 part.empty() ? fmt::format("not valid TOML: {}", what)
                              : fmt::format("not valid TOML ({}): {}", part, what),
                 remedy(part, what, lines.at(line)));
}

}  // namespace

const TomlEntry* TomlTable::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &TomlEntry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::string_view kind_of(const TomlValue& value) {
  constexpr std::string_view names[] = {"text",          "a whole number", "a number with decimals",
                                        "true or false", "a date or time", "a list",
                                        "a table"};
  return names[value.is.index()];
}

std::optional<TomlTable> parse_toml(std::string_view text, const std::string& file, Problems& problems) {
  if (text.size() > most_bytes) {
    problems.error({file, 0, 0}, "the file is larger than 1 MiB");
    return std::nullopt;
  }
  if (!is_utf8(text)) {
    problems.error(first_bad_byte(text, file), "this is not UTF-8", "save the file as UTF-8");
    return std::nullopt;
  }
  if (trimmed(text).empty()) {
    problems.error({file, 0, 0}, "the file is empty");
    return std::nullopt;
  }
  const TreeBuilder builder(text, file);
  try {
    return builder.table(toml::parse(text));
  } catch (const toml::parse_error& error) {
    report(error, builder.place_of(error.source().begin), text, problems);
    return std::nullopt;
  }
}

std::optional<std::string> read_text(const std::string& path, const std::string& shown, const Place& blamed,
                                     Problems& problems) {
  // Opening a FIFO would wait for ever.
  if (std::error_code failed; !std::filesystem::is_regular_file(path, failed)) {
    const bool exists = std::filesystem::exists(path, failed);
    const std::string subject = blamed.file == shown ? "the file" : shown;
    problems.error(blamed, fmt::format("{} {}", subject, exists ? "is not a file" : "does not exist"));
    return std::nullopt;
  }
  try {
    std::string text = read_file(path, most_bytes);
    if (is_utf8(text)) return text;
    problems.error(first_bad_byte(text, shown), "this is not UTF-8", "save the file as UTF-8");
  } catch (const std::exception&) {
    std::error_code failed;
    const bool large = std::filesystem::file_size(path, failed) > most_bytes && !failed;
    problems.error({shown, 0, 0}, large ? "the file is larger than 1 MiB" : "the file cannot be read",
                   large ? "" : "is it readable for the user that lifecycled runs as?");
  }
  return std::nullopt;
}

}  // namespace lifecycled
