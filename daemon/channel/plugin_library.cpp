#define BOOST_DLL_USE_STD_FS
#include "channel/plugin_library.hpp"

#include <string>

#include <boost/dll/shared_library.hpp>

#include "base/text.hpp"

namespace lifecycled {

struct PluginLibrary::Loaded {
  boost::dll::shared_library library;
};

PluginLibrary::PluginLibrary(const std::filesystem::path& file) : loaded_(std::make_unique<Loaded>()) {
  const std::string where = file.string() + ": ";
  try {
    using boost::dll::load_mode::type;
    // Now: a missing symbol is found here, not in the middle of a campaign. Local: plugins do not see each
    // other.
    loaded_->library.load(file, type::rtld_now | type::rtld_local);
  } catch (const std::exception& e) {
    throw PluginError(where +
                      "cannot be loaded: " + e.what());  // the exception has the text, an error_code has not
  }
  if (!loaded_->library.has("lifecycled_plugin")) {
    throw PluginError(where + "is no channel plugin: it does not export \"lifecycled_plugin\"");
  }
  entry_ = &loaded_->library.get<const lc_plugin>("lifecycled_plugin");
  if (entry_->abi_major != LC_ABI_MAJOR) {
    throw PluginError(where + "was built for channel ABI " + std::to_string(entry_->abi_major) +
                      ", this daemon speaks " + std::to_string(LC_ABI_MAJOR) +
                      "; rebuild the plugin against this version's headers");
  }
  if (entry_->channel_types == nullptr || entry_->channel_types[0] == nullptr) {
    throw PluginError(where + "offers no channel type");
  }
}

PluginLibrary::~PluginLibrary() = default;

const lc_channel_type& PluginLibrary::type(std::string_view id) const {
  const auto* types = entry_->channel_types;
  if (id.empty() && types[1] == nullptr) return *types[0];
  std::vector<std::string> names;
  for (; *types != nullptr; ++types) {
    if ((*types)->id == id) return **types;
    names.emplace_back((*types)->id);
  }
  if (id.empty()) throw PluginError("the plugin offers several types (" + join(names, ", ") + "); name one");
  throw PluginError("the plugin offers no type \"" + std::string(id) + "\", only " + join(names, ", ") +
                    "; " + did_you_mean(id, names));
}

}  // namespace lifecycled
