// Every French message that is shipped sets ; : ! ? « » and % with a narrow no-break space, and every page
// with a wide one: Chromium breaks a line at the narrow one where a word may be broken anywhere.
#include <algorithm>
#include <filesystem>

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "base/text.hpp"

using namespace lifecycled;

namespace {

constexpr std::string_view narrow = "\u202f";

// Without what is code: Liquid, tags of HTML, addresses.
std::string words_of(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    std::string_view end;
    if (line.starts_with("{{"))
      end = "}}";
    else if (line.starts_with("{%"))
      end = "%}";
    else if (line.starts_with('<'))
      end = ">";
    else if (line.starts_with("https:"))
      end = " ";
    if (const auto at = end.empty() ? line.npos : line.find(end); at != line.npos) {
      line.remove_prefix(at + end.size());
      out += 'x';
    } else {
      out += line.front();
      line.remove_prefix(1);
    }
  }
  return out;
}

// The first sign that lacks its space, with what is around it, or "".
std::string fault_in(const std::string& words) {
  const auto around = [&](std::size_t at) { return words.substr(at < 12 ? 0 : at - 12, 20); };
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string_view before = std::string_view(words).substr(0, at),
                           from = std::string_view(words).substr(at);
    const bool is_sign =
        std::string_view(";:!?%").find(words[at]) != std::string_view::npos || from.starts_with("\u00bb");
    if (is_sign && !before.ends_with(narrow) && !before.ends_with('!') && !before.ends_with('?'))
      return around(at);
    if (from.starts_with("\u00ab") && !from.substr(2).starts_with(narrow)) return around(at);
  }
  return {};
}

}  // namespace

TEST_CASE("French signs stand behind a narrow no-break space") {
  CHECK(fault_in("Bonjour ! ").size() > 0);
  CHECK(fault_in("Bonjour\u202f! 10\u202f%").empty());
  int files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(LIFECYCLED_SOURCE_DIR "/config/messages")) {
    const std::string file = entry.path().string();
    if (!file.ends_with(".fr.toml")) continue;
    ++files;
    const std::string all = read_file(file, 1 << 20);
    for (const std::string_view line : split(all, '\n')) {
      if (line.starts_with('#')) continue;
      const std::string fault = fault_in(words_of(line));
      CHECK_MESSAGE(fault.empty(), file << ": " << fault);
    }
  }
  CHECK(files >= 40);
}

TEST_CASE("French signs of pages stand behind a no-break space that is none of the narrow ones") {
  const std::string all = read_file(LIFECYCLED_SOURCE_DIR "/config/pages/texts.fr.toml", 1 << 20);
  CHECK(all.find("\u202f") == std::string::npos);
  int signs = 0;
  for (const std::string_view line : split(all, '\n')) {
    if (line.starts_with('#')) continue;
    std::string words = words_of(line.substr(std::min(line.find('='), line.size())));
    for (std::size_t at = words.find("\u00a0"); at != std::string::npos; at = words.find("\u00a0", at)) {
      words.replace(at, 2, narrow);
      ++signs;
    }
    const std::string fault = fault_in(words);
    CHECK_MESSAGE(fault.empty(), line);
  }
  CHECK(signs >= 10);
}
