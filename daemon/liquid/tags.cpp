#include "liquid/tags.hpp"

#include <array>

namespace lifecycled::liquid {

namespace {

struct Entry {
  std::string_view name;
  TagFunction function;
};

constexpr std::array entries = {
    Entry{"if", tag_if},
    Entry{"unless", tag_unless},
    Entry{"elsif", tag_elsif},
    Entry{"else", tag_else},
    Entry{"endif", tag_end},
    Entry{"endunless", tag_end},
    Entry{"case", tag_case},
    Entry{"when", tag_when},
    Entry{"endcase", tag_endcase},
    Entry{"for", tag_for},
    Entry{"endfor", tag_endfor},
    Entry{"tablerow", tag_tablerow},
    Entry{"endtablerow", tag_endtablerow},
    Entry{"break", tag_break},
    Entry{"continue", tag_continue},
    Entry{"assign", tag_assign},
    Entry{"capture", tag_capture},
    Entry{"endcapture", tag_endcapture},
    Entry{"increment", tag_increment},
    Entry{"decrement", tag_decrement},
    Entry{"echo", tag_echo},
    Entry{"cycle", tag_cycle},
    Entry{"ifchanged", tag_ifchanged},
    Entry{"endifchanged", tag_endifchanged},
    Entry{"#", tag_inline_comment},
    Entry{"comment", tag_comment},
    Entry{"doc", tag_doc},
    Entry{"raw", tag_raw},
    Entry{"liquid", tag_liquid},
    Entry{"render", tag_render},
    Entry{"include", tag_include},
};

}  // namespace

TagFunction find_tag(std::string_view name) {
  if (name.empty()) return nullptr;
  for (const auto& entry : entries)
    if (entry.name.front() == name.front() && entry.name == name) return entry.function;
  return nullptr;
}

std::vector<std::string_view> tag_names() {
  std::vector<std::string_view> names;
  for (const auto& entry : entries) names.push_back(entry.name);
  return names;
}

}  // namespace lifecycled::liquid
