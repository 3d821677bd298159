#include "replies.hpp"

#include "support/json_fields.hpp"
#include "support/phone_number.hpp"

namespace whatsapp {
namespace {

namespace json = boost::json;
using namespace lifecycled::plugin;
using namespace plugin_support;

struct Said {
  std::string text;
  std::string stands_for;  // what the shop gave a button to say, where that is not its text
};

Said pressed(const std::string& text, const std::string& stands_for) {
  return {text, stands_for == text ? "" : stands_for};
}

// A button of a template has a payload, an answer below a text or a line of a list an id.
Said said_in(const json::value& message, const std::string& type) {
  const json::value* part = member(message, type.c_str());
  if (part == nullptr) return {};
  if (type == "text") return {text_at(*part, "body"), ""};
  if (type == "button") return pressed(text_at(*part, "text"), text_at(*part, "payload"));
  if (type == "reaction") return {text_at(*part, "emoji"), ""};
  if (type == "interactive") {
    const std::string kind = text_at(*part, "type");
    const json::value* answer = member(*part, kind.c_str());
    return answer == nullptr ? Said{} : pressed(text_at(*answer, "title"), text_at(*answer, "id"));
  }
  return {text_at(*part, "caption"), ""};  // pictures, films, documents; nothing of the others
}

}  // namespace

void read_message(const json::value& message, std::vector<Report>& reports) {
  const std::string type = text_at(message, "type");
  const bool is_personal =
      type != "system" && type != "request_welcome" && text_at(message, "group_id").empty();
  Report report(LC_REPORT_REPLIED);
  report.address = international(text_at(message, "from"));
  report.event_id = text_at(message, "id");
  if (!is_personal || report.address.empty() || report.event_id.empty()) return;
  Said said = said_in(message, type);
  if (type == "reaction" && said.text.empty()) return;
  report.text = std::move(said.text);
  report.code = std::move(said.stands_for);
  report.at_unix_ms = unix_ms_at(message, "timestamp");
  // Which message of ours it answers.
  if (const json::value* context = member(message, "context"))
    report.provider_message_id = text_at(*context, "id");
  if (type == "reaction") report.provider_message_id = text_at(*member(message, "reaction"), "message_id");
  reports.push_back(std::move(report));
}

}  // namespace whatsapp
