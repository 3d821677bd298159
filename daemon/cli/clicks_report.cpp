// `lifecycled clicks` for people: what people did with each message, and machines apart.
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "cli/report.hpp"

namespace lifecycled {

namespace json = boost::json;

std::string clicks_report(const json::object& object) {
  std::string out, campaign;
  for (const json::value& row : object.at("messages").as_array()) {
    const auto text = [&](std::string_view key) { return text_at(row, key).value_or(""); };
    if (text("campaign") != campaign) {
      campaign = text("campaign");
      out += fmt::format("{:<44}{:>9}{:>9}{:>9}   by machines: opened, clicks\n", campaign, "opened",
                         "clicked", "clicks");
    }
    out += fmt::format("  {:<42}{:>9}{:>9}{:>9}   {:>20}, {}\n", text("message") + " by " + text("channel"),
                       text("opened"), text("clicked"), text("clicks"), text("machine_opens"),
                       text("machine_clicks"));
  }
  return out.empty() ? "nobody who may be counted has opened or clicked anything yet\n" : out;
}

}  // namespace lifecycled
