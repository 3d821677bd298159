#include "message/fact_check.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

// Open ends: any name may be known there.
bool is_open(std::string_view path) {
  return path == "event" || path.starts_with("event.") || path.starts_with("event[") ||
         path == "customer.properties" || path.starts_with("customer.properties.") ||
         path.starts_with("customer.properties[");
}

std::vector<std::string> names_in(const liquid::Object& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object) out.push_back(key);
  return out;
}

struct Doubt {
  std::string hint;
};

// Follows "order.products[].name" into the sample; nothing to say of what it cannot tell.
std::optional<Doubt> doubt_about(std::string_view path, const liquid::Object& facts) {
  const liquid::Object* object = &facts;
  const liquid::Value* at = nullptr;
  while (!path.empty()) {
    if (path.starts_with("[]")) {
      // An item of a list, or a part of whatever else that is only known when it is rendered.
      if (!at || !at->is_array() || at->array().empty()) return std::nullopt;
      at = &at->array().front();
      path.remove_prefix(2);
    } else {
      if (path.starts_with('.')) path.remove_prefix(1);
      const std::string_view name = path.substr(0, path.find_first_of(".["));
      path.remove_prefix(name.size());
      if (at && at->is_nil()) return std::nullopt;
      if (at) object = at->is_object() ? &at->object() : nullptr;
      if (!object) return Doubt{};
      at = object->find(name);
      if (!at) return Doubt{did_you_mean(name, names_in(*object))};
    }
  }
  return std::nullopt;
}

}  // namespace

void check_facts(const MessageTemplate& text, const MessageLibrary& library, const liquid::Object& facts,
                 std::set<Place>& told, Problems& problems) {
  std::vector<liquid::Reference> used;
  try {
    used = text.source.references(&library.partials());
  } catch (const liquid::Error&) {
    used = text.source.references();  // a partial that is missing or broken: rendering says so
  }
  for (const liquid::Reference& reference : used) {
    if (is_open(reference.path)) continue;
    if (text.unsure.contains(reference.path.substr(0, reference.path.find_first_of(".[")))) continue;
    const auto doubt = doubt_about(reference.path, facts);
    if (!doubt) continue;
    const Place place = library.place_of(text, reference.place);
    told.insert(place);
    problems.error(place, fmt::format("\"{}\" is not known", reference.path), doubt->hint);
  }
}

}  // namespace lifecycled
