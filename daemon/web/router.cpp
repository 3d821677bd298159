#include "web/router.hpp"

#include <algorithm>
#include <utility>

namespace lifecycled {

void Router::add(Method method, std::string pattern, std::size_t most_body_bytes, Handler handler,
                 Throttle throttle) {
  Route route{method, most_body_bytes, throttle, std::move(handler)};
  if (!pattern.ends_with("/*")) {
    exact_[std::move(pattern)].push_back(std::move(route));
    return;
  }
  pattern.pop_back();
  auto found = std::ranges::find(prefixes_, pattern, [](const auto& entry) { return entry.first; });
  if (found == prefixes_.end()) found = prefixes_.insert(found, {std::move(pattern), {}});
  found->second.push_back(std::move(route));
}

std::vector<std::pair<Method, std::string>> Router::routes() const {
  std::vector<std::pair<Method, std::string>> all;
  for (const auto& [path, routes] : exact_) {
    for (const Route& route : routes) all.emplace_back(route.method, path);
  }
  for (const auto& [prefix, routes] : prefixes_) {
    for (const Route& route : routes) all.emplace_back(route.method, prefix + "*");
  }
  return all;
}

Router::Match Router::find(Method method, std::string_view path) const {
  const Routes* routes = nullptr;
  Match match;
  if (const auto found = exact_.find(path); found != exact_.end()) {
    routes = &found->second;
  } else {
    for (const auto& [prefix, behind] : prefixes_) {
      if (!path.starts_with(prefix) || path.size() == prefix.size()) continue;
      routes = &behind;
      match.tail = path.substr(prefix.size());
      break;
    }
  }
  if (!routes) return match;
  std::vector<std::string> allowed;
  for (const Route& route : *routes) {
    if (route.method == method) {
      match.route = &route;
      return match;
    }
    if (route.method == Method::Get && method == Method::Head) match.route = &route;
    allowed.emplace_back(to_text(route.method));
    if (route.method == Method::Get) allowed.emplace_back(to_text(Method::Head));
  }
  if (!match.route) match.allow = join(allowed, ", ");
  return match;
}

}  // namespace lifecycled
