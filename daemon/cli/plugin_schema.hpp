// The JSON Schema of lifecycled.toml, which editors use, with a part for each channel type. The shipped one
// knows the shipped plugins; a shop with others has it written anew. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "channel/plugin_info.hpp"

namespace lifecycled {

// schemas/lifecycled.schema.json as it was when the program was built.
std::string_view shipped_schema();

// `base` with the parts of these types in place of those that it has. Keys of known types are checked to the
// letter, other types are anybody's.
std::string schema_with(std::string_view base, std::vector<ChannelTypeInfo> types);

// The keys that every channel has, as the schema describes them.
struct CommonKey {
  std::string key, help;
};
std::vector<CommonKey> common_keys();

}  // namespace lifecycled
