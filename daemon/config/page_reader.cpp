#include "config/page_reader.hpp"

#include <array>
#include <system_error>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/folder.hpp"
#include "config/toml_tree.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view template_ending = ".liquid", text_ending = ".toml", texts_start = "texts.";
constexpr std::string_view style_name = "style.css";
// A page is to stay below 15 KB, and base64 adds a third.
constexpr std::size_t most_logo_bytes = 3072;

class PageFileReader {
 public:
  PageFileReader(PageSources& out, const PageSources* shipped, Problems& problems)
      : out_(out), shipped_(shipped), problems_(problems) {}

  // `name` is relative to the folder, `shown` how problems call the file.
  void take(const std::string& name, const std::string& shown, std::string text) {
    if (name == style_name) {
      out_.style = {std::move(text), {shown, 1, 1}};
    } else if (name.ends_with(template_ending)) {
      take_template(name.substr(0, name.size() - template_ending.size()), shown, std::move(text));
    } else if (name.starts_with(texts_start) && name.ends_with(text_ending)) {
      const std::size_t marks = texts_start.size() + text_ending.size();
      const std::string tag =
          name.size() > marks ? name.substr(texts_start.size(), name.size() - marks) : std::string();
      take_texts(tag, shown, text);
    } else {
      problems_.warning({shown, 0, 0}, "no page uses this file",
                        "pages are NAME.liquid, style.css, texts.LANGUAGE.toml and partials/NAME.liquid");
    }
  }

 private:
  void take_template(const std::string& name, const std::string& shown, std::string text) {
    if (shipped_ && !shipped_->templates.contains(name) && !name.starts_with("partials/")) {
      std::vector<std::string> names;
      for (const auto& [known, source] : shipped_->templates) names.push_back(known);
      std::string near = did_you_mean(name, names);
      if (near.empty()) near = "what pages share lies in partials/";
      problems_.error({shown, 0, 0}, fmt::format("there is no page \"{}\"", name), near);
      return;
    }
    out_.templates[name] = {std::move(text), {shown, 1, 1}};
  }

  void take_texts(const std::string& tag, const std::string& shown, const std::string& text) {
    const auto language = canonical_language(tag);
    if (!language) {
      problems_.error({shown, 0, 0}, fmt::format("\"{}\" is no language", tag),
                      "name the file as in texts.fr.toml or texts.zh-Hant.toml");
      return;
    }
    const auto root = parse_toml(text, shown, problems_);
    if (root) add(*root, "", out_.texts[*language]);
  }

  void add(const TomlTable& table, const std::string& above,
           std::map<std::string, PageSource, std::less<>>& texts) {
    for (const TomlEntry& entry : table.entries) {
      const std::string path = above + entry.key;
      if (const auto* inner = std::get_if<TomlTable>(&entry.value.is)) {
        add(*inner, path + ".", texts);
      } else if (const auto* value = std::get_if<std::string>(&entry.value.is)) {
        if (shipped_ && !is_known(path)) {
          problems_.error(entry.key_place, fmt::format("no page shows a text \"{}\"", path),
                          did_you_mean(path, known_paths()));
        }
        texts[path] = {*value, entry.value.text_place};
      } else {
        problems_.error(entry.value.place,
                        fmt::format("\"{}\" must be text, not {}", path, kind_of(entry.value)));
      }
    }
  }

  bool is_known(const std::string& path) const {
    const auto english = shipped_->texts.find("en");
    return english != shipped_->texts.end() && english->second.contains(path);
  }

  std::vector<std::string> known_paths() const {
    std::vector<std::string> out;
    if (const auto english = shipped_->texts.find("en"); english != shipped_->texts.end()) {
      for (const auto& [path, text] : english->second) out.push_back(path);
    }
    return out;
  }

  PageSources& out_;
  const PageSources* shipped_;  // null while these are read
  Problems& problems_;
};

std::string_view media_type_of(const fs::path& path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{{".svg", "image/svg+xml"},
                                                                                {".png", "image/png"},
                                                                                {".webp", "image/webp"},
                                                                                {".jpg", "image/jpeg"},
                                                                                {".jpeg", "image/jpeg"}}};
  const std::string extension = lower_ascii(path.extension().string());
  for (const auto& [ending, type] : types) {
    if (extension == ending) return type;
  }
  return {};
}

}  // namespace

PageFiles read_pages(const fs::path& folder, const std::string& shown, Problems& problems) {
  PageFiles out;
  PageFileReader shipped(out.shipped, nullptr, problems);
  for (const ShippedPageFile& file : shipped_page_files()) {
    const std::string name(file.name);
    shipped.take(name, "config/pages/" + name, std::string(file.text));
  }
  PageFileReader own(out.own, &out.shipped, problems);
  for (const fs::path& name : files_below(folder, "")) {
    const std::string path = (folder / name).string(), known_as = (fs::path(shown) / name).string();
    auto text = read_text(path, known_as, {known_as, 0, 0}, problems);
    if (text) own.take(name.generic_string(), known_as, std::move(*text));
  }
  return out;
}

PageLogo read_logo(const std::string& path, const std::string& shown, const Place& blamed,
                   Problems& problems) {
  const std::string_view type = media_type_of(path);
  if (type.empty()) {
    problems.error(blamed, fmt::format("the logo {} must be an SVG, PNG, WebP or JPEG picture", shown));
    return {};
  }
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  if (failed) {
    problems.error(blamed, fmt::format("the logo {} cannot be read: {}", shown, failed.message()));
    return {};
  }
  if (size > most_logo_bytes) {
    problems.error(blamed, fmt::format("the logo {} has {} bytes, and every page carries it", shown, size),
                   fmt::format("use one of at most {} bytes, best an SVG", most_logo_bytes));
    return {};
  }
  try {
    return {std::string(type), read_file(path, most_logo_bytes)};
  } catch (const std::runtime_error& error) {
    problems.error(blamed, error.what());
    return {};
  }
}

}  // namespace lifecycled
