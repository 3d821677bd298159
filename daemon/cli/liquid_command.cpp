#include "cli/liquid_command.hpp"

#include <filesystem>
#include <istream>
#include <iterator>
#include <ostream>
#include <vector>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/time_zones.hpp"
#include "cli/data_command.hpp"
#include "cli/liquid_batch.hpp"
#include "liquid/json.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;

// Partials by their names in one folder: "card" is card, card.liquid or card.html. Nothing outside of it can
// be read, not by "..", nor through a link.
class FolderLoader final : public liquid::Loader {
 public:
  explicit FolderLoader(const fs::path& folder) : given_(folder), folder_(fs::canonical(folder)) {}

  std::optional<std::string> load(std::string_view name) override {
    if (name.empty() || name.find('\0') != std::string_view::npos) return std::nullopt;
    const auto found = find(name);
    return found ? std::optional(read_file(found->file)) : std::nullopt;
  }

  // Where the partial stands for whoever gave the folder; other names stay.
  std::string place_name(const std::string& name) const {
    const auto found = find(name);
    return found ? (given_ / (name + found->ending)).string() : name;
  }

 private:
  struct Found {
    fs::path file;
    std::string ending;
  };
  std::optional<Found> find(std::string_view name) const {
    for (const char* ending : {"", ".liquid", ".html"}) {
      std::error_code error;
      const fs::path file = fs::weakly_canonical(folder_ / (std::string(name) + ending), error);
      if (!error && is_inside(file) && fs::is_regular_file(file, error)) return Found{file, ending};
    }
    return std::nullopt;
  }

  bool is_inside(const fs::path& file) const {
    const fs::path within = file.lexically_relative(folder_);
    return !within.empty() && *within.begin() != "..";
  }

  fs::path given_;
  fs::path folder_;
};

std::string read_text(const std::string& name, std::istream& in) {
  if (name != "-") return read_file(name, 64 << 20);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Line and column of a byte of a JSON text.
std::string place_of(const std::string& file, std::string_view text, std::size_t offset) {
  const liquid::Place place = liquid::place_of(text, file, offset);
  return fmt::format("{}:{}:{}", file == "-" ? "standard input" : file, place.line, place.column);
}

liquid::Value read_data(const LiquidCommand& command, std::istream& in) {
  if (command.data.empty()) return liquid::Object{};
  const std::string text = read_text(command.data, in);
  boost::system::error_code error;
  std::size_t read = 0;
  liquid::Value value = liquid::parse_json(text, error, read);
  if (error)
    throw CommandError(
        fmt::format("{}: this is not JSON: {}", place_of(command.data, text, read), error.message()));
  if (!value.is_object())
    throw CommandError(
        fmt::format("{}: data must be an object, such as {{\"name\": \"Ann\"}}", command.data));
  return value;
}

// A text that cannot be read is told with all that is wrong in it, not only what was met first.
std::vector<liquid::Error> all_mistakes(const liquid::Error& first, const std::string& source,
                                        const std::string& name, FolderLoader* loader,
                                        const LiquidOptions& options) {
  if (first.fault() != liquid::Fault::syntax) return {first};
  const std::string& where = first.place().name;
  const auto text = where == name ? std::optional(source) : loader ? loader->load(where) : std::nullopt;
  if (!text) return {first};
  auto all = liquid_mistakes(*text, where, options);
  // The first one knows who showed the partial it stands in.
  for (liquid::Error& mistake : all)
    if (mistake.place() == first.place()) mistake = first;
  if (all.empty()) all.push_back(first);
  return all;
}

}  // namespace

int run_liquid(const LiquidCommand& command, std::istream& in, std::ostream& out, std::ostream& errors) {
  if (!command.options.time_zone.empty() && !TimeZone::exists(command.options.time_zone))
    throw CommandError(fmt::format("there is no time zone \"{}\"; write one such as Europe/Amsterdam",
                                   command.options.time_zone));
  if (command.batch) {
    answer_liquid_cases(in, out, command.options);
    return 0;
  }
  if (command.file == "-" && command.data == "-")
    throw CommandError("standard input cannot be both the template and its data");
  std::shared_ptr<FolderLoader> loader;
  if (!command.partials.empty()) {
    if (!fs::is_directory(command.partials))
      throw CommandError(fmt::format("{}: there is no such folder", command.partials));
    loader = std::make_shared<FolderLoader>(command.partials);
  }
  const liquid::Value data = read_data(command, in);
  const std::string name = command.file == "-" ? "standard input" : command.file;
  const std::string source = read_text(command.file, in);
  try {
    out << render_liquid(source, name, data, loader, command.options) << std::flush;
  } catch (liquid::Error& error) {
    for (liquid::Error& mistake : all_mistakes(error, source, name, loader.get(), command.options)) {
      if (loader)
        mistake.rename(
            [&](const std::string& place) { return place == name ? place : loader->place_name(place); });
      errors << mistake.format() << '\n';
    }
    return 1;
  }
  if (!out) throw CommandError("standard output takes nothing more");
  return 0;
}

}  // namespace lifecycled
