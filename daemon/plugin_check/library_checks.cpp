// What holds for a library as a whole.
#include <algorithm>
#include <fstream>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "plugin_check/check.hpp"
#include "plugin_check/elf_file.hpp"
#include "plugin_check/open_library.hpp"
#include "plugin_check/subject.hpp"

namespace lifecycled::plugin_check {
namespace {

Finding loads_now_and_local(Subject& subject) {
  const ElfFile elf = read_elf(subject.file());
  if (elf.is_global) fail("it asks to be seen by all other libraries (-z global)");
  const OpenLibrary library(subject.file());
  return {};
}

Finding exports_one_symbol(Subject& subject) {
  std::vector<std::string> others;
  bool has_entry = false;
  for (const auto& name : read_elf(subject.file()).exported) {
    // Older linkers export these three marks of a section's end.
    if (name == "_edata" || name == "_end" || name == "__bss_start") continue;
    if (name == "lifecycled_plugin") {
      has_entry = true;
    } else {
      others.push_back(name);
    }
  }
  if (!has_entry) fail("it does not export \"lifecycled_plugin\"");
  if (others.empty()) return {};
  const std::size_t count = others.size();
  others.resize(std::min<std::size_t>(count, 3));
  fail("it exports " + std::to_string(count) + " more, such as " + join(others, ", ") +
       "; link with a version script (lifecycled_add_plugin does)");
}

Finding abi_version(Subject& subject) {
  const OpenLibrary library(subject.file());
  const lc_plugin* entry = library.entry();
  if (entry == nullptr) skip("it exports no \"lifecycled_plugin\"");
  if (entry->abi_major != LC_ABI_MAJOR)
    fail("it was built for ABI " + std::to_string(entry->abi_major) + ", this checker knows " +
         std::to_string(LC_ABI_MAJOR));
  if (entry->abi_minor > LC_ABI_MINOR)
    return {Verdict::Warning, "it was built against newer headers (0." + std::to_string(entry->abi_minor) +
                                  "); this checker may miss something"};
  return {};
}

bool is_id(const char* id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  const std::string_view text = id == nullptr ? "" : id;
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, fits);
}

Finding ids_are_unique(Subject& subject) {
  const OpenLibrary library(subject.file());
  const lc_plugin& entry = *library.entry();
  if (!is_id(entry.id)) fail("the plugin's id must be of a-z, 0-9, \".\", \"-\", \"_\"");
  for (const char* text : {entry.name, entry.version, entry.vendor})
    if (text == nullptr) fail("name, version or vendor is null; \"\" means absent");
  if (entry.channel_types == nullptr || entry.channel_types[0] == nullptr) fail("it offers no channel type");
  std::set<std::string> seen;
  for (const auto* type = entry.channel_types; *type != nullptr; ++type) {
    if (!is_id((*type)->id)) fail("a type's id must be of a-z, 0-9, \".\", \"-\", \"_\"");
    if (!seen.insert((*type)->id).second) fail("two types have the id \"" + std::string((*type)->id) + "\"");
  }
  return {};
}

// How many mappings of this process belong to the file.
std::size_t mappings_of(const std::filesystem::path& file) {
  const std::string name = std::filesystem::canonical(file).string();
  std::ifstream maps("/proc/self/maps");
  std::size_t count = 0;
  for (std::string line; std::getline(maps, line);) count += line.ends_with(" " + name) ? 1 : 0;
  return count;
}

Finding load_unload_50_times(Subject& subject) {
  for (int i = 0; i < 50; ++i) {
    {
      const OpenLibrary library(subject.file());
      if (library.entry() == nullptr) fail("the entry is gone when it is loaded again");
    }
    if (mappings_of(subject.file()) > 0)
      fail(
          "it stays in memory after it was closed, so that a reload gives the old code; build with "
          "-fno-gnu-unique and without -z nodelete, and leave no thread-local destructor behind");
  }
  return {};
}

}  // namespace

std::vector<Check> library_checks() {
  return {
      {"exports-one-symbol", "The library exports lifecycled_plugin and nothing else.", false, "",
       &exports_one_symbol},
      {"loads-now-and-local", "It loads with every symbol resolved at once, and is seen by no other library.",
       false, "", &loads_now_and_local},
      {"abi-version", "It was built for the ABI of this checker.", false, "loads-now-and-local",
       &abi_version},
      {"ids-are-unique", "The plugin and each of its channel types have a well-formed id of their own.",
       false, "abi-version", &ids_are_unique},
      {"load-unload-50-times", "It can be loaded and unloaded many times and leaves nothing behind.", false,
       "ids-are-unique", &load_unload_50_times},
  };
}

}  // namespace lifecycled::plugin_check
