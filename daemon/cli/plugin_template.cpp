#include "cli/plugin_template.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t longest_name = 40;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }

void check_name(const std::string& name) {
  const bool is_well_made =
      !name.empty() && name.size() <= longest_name && is_letter(name.front()) && !is_separator(name.back()) &&
      std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || is_separator(c); }) &&
      std::ranges::adjacent_find(name, [](char a, char b) { return is_separator(a) && is_separator(b); }) ==
          name.end();
  if (!is_well_made) {
    throw CommandError(
        fmt::format("\"{}\" cannot be a channel type: small letters and digits in words, such as acme.sms, "
                    "up to {} characters",
                    clean_line(name, 100), longest_name));
  }
  // Our own types, and what CMake keeps for itself.
  constexpr std::array<std::string_view, 10> taken{"email", "file",    "all",     "clean", "help",
                                                   "test",  "install", "package", "edit",  "lifecycled"};
  if (std::ranges::find(taken, name) != taken.end())
    throw CommandError(fmt::format("\"{}\" is taken; put a word in front, such as acme.{}", name, name));
}

struct Names {
  std::string type, project, words, type_name;
};

// "acme.sms" -> "acme-sms", "Acme Sms", "AcmeSms"
Names names_of(const std::string& name) {
  Names names{name, name, "", ""};
  bool begins_word = true;
  for (char& c : names.project) {
    if (is_separator(c)) {
      c = '-';
      names.words += ' ';
      begins_word = true;
      continue;
    }
    const char written = begins_word && is_letter(c) ? static_cast<char>(c - 'a' + 'A') : c;
    begins_word = false;
    names.words += written;
    names.type_name += written;
  }
  return names;
}

std::string with_names(std::string_view text, const Names& names) {
  const std::pair<std::string_view, const std::string&> places[] = {{"acme.parrot", names.type},
                                                                    {"acme-parrot", names.project},
                                                                    {"Acme Parrot", names.words},
                                                                    {"AcmeParrot", names.type_name}};
  std::string out;
  while (!text.empty()) {
    const auto* const place =
        std::ranges::find_if(places, [&](const auto& p) { return text.starts_with(p.first); });
    if (place == std::end(places)) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += place->second;
      text.remove_prefix(place->first.size());
    }
  }
  return out;
}

// Source code is no secret: what the program makes otherwise is for its own user alone.
void open_to_all(const fs::path& path) {
  using enum fs::perms;
  const auto read = owner_read | owner_write | group_read | others_read;
  fs::permissions(path, fs::is_directory(path) ? read | owner_exec | group_exec | others_exec : read);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directory(folder, error)) return open_to_all(folder);
  if (error) throw CommandError(fmt::format("{}: {}", folder.string(), error.message()));
  throw CommandError(fmt::format("{} is there already; nothing was written", folder.string()));
}

}  // namespace

json::object write_new_plugin(const NewPlugin& wanted) {
  check_name(wanted.name);
  const Names names = names_of(wanted.name);
  const fs::path folder = (wanted.folder / names.project).lexically_normal();
  make_folder(folder);
  json::array files;
  for (const TemplateFile& file : plugin_template()) {
    if (file.language != "common" && file.language != wanted.language) continue;
    const fs::path path = folder / file.path;
    if (!fs::exists(path.parent_path())) make_folder(path.parent_path());
    write_file(path, with_names(file.text, names));
    open_to_all(path);
    files.push_back(json::value(file.path));
  }
  const std::string at = folder.string();
  json::array next;
  next.push_back(json::value(fmt::format("cmake -S {0} -B {0}/build", at)));
  next.push_back(json::value(fmt::format("cmake --build {}/build", at)));
  next.push_back(json::value(fmt::format("ctest --test-dir {}/build -V", at)));
  return json::object{{"folder", at}, {"files", std::move(files)}, {"next", std::move(next)}};
}

std::string new_plugin_report(const json::object& written) {
  std::string text = fmt::format("{}:\n", std::string_view(written.at("folder").as_string()));
  for (const auto& file : written.at("files").as_array())
    text += fmt::format("  {}\n", std::string_view(file.as_string()));
  text += "next:\n";
  for (const auto& command : written.at("next").as_array())
    text += fmt::format("  {}\n", std::string_view(command.as_string()));
  return text;
}

}  // namespace lifecycled
