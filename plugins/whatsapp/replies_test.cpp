#include "replies.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "notices.hpp"

using namespace whatsapp;
using lifecycled::plugin::Report;

namespace {

std::vector<Report> read(const std::string& type, const std::string& more) {
  const std::string message =
      R"({"from": "31612345678", "id": "wamid.2", "timestamp": "1698266945", "type": ")" + type + "\"" +
      (more.empty() ? "" : ", " + more) + "}";
  std::vector<Report> reports;
  read_message(boost::json::parse(message), reports);
  return reports;
}

}  // namespace

TEST_CASE("a reply has who, what and when") {
  const auto reports =
      read("text", R"("text": {"body": "Stop é"}, "context": {"from": "1", "id": "wamid.1"})");
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].kind == LC_REPORT_REPLIED);
  CHECK(reports[0].address == "+31612345678");
  CHECK(reports[0].event_id == "wamid.2");
  CHECK(reports[0].provider_message_id == "wamid.1");
  CHECK(reports[0].text == "Stop é");
  CHECK(reports[0].code.empty());
  CHECK(reports[0].at_unix_ms == 1698266945000);
}

TEST_CASE("a pressed button has its text, and what the shop gave it to say") {
  const auto button = read("button", R"("button": {"payload": "STOP", "text": "Geen berichten meer"})");
  CHECK(button.at(0).text == "Geen berichten meer");
  CHECK(button.at(0).code == "STOP");
  CHECK(read("button", R"("button": {"payload": "Stop", "text": "Stop"})").at(0).code.empty());
  const auto answer = read("interactive", R"("interactive": {"type": "button_reply",
                                             "button_reply": {"id": "Yes", "title": "Yes"}})");
  CHECK(answer.at(0).text == "Yes");
  CHECK(answer.at(0).code.empty());
  const auto line = read("interactive", R"("interactive": {"type": "list_reply",
                                           "list_reply": {"id": "size-m", "title": "Medium"}})");
  CHECK(line.at(0).text == "Medium");
  CHECK(line.at(0).code == "size-m");
}

TEST_CASE("whatever somebody sends, they wrote") {
  CHECK(read("image", R"("image": {"id": "1", "caption": "Broken!"})").at(0).text == "Broken!");
  CHECK(read("audio", R"("audio": {"id": "1"})").at(0).text.empty());
  CHECK(read("unsupported", "").size() == 1);
  const auto reaction = read("reaction", R"("reaction": {"message_id": "wamid.1", "emoji": "👍"})");
  CHECK(reaction.at(0).text == "👍");
  CHECK(reaction.at(0).provider_message_id == "wamid.1");
}

TEST_CASE("what nobody wrote to us is no reply") {
  CHECK(read("reaction", R"("reaction": {"message_id": "wamid.1", "emoji": ""})").empty());
  CHECK(read("reaction", R"("reaction": {"message_id": "wamid.1"})").empty());
  CHECK(read("system", R"("system": {"type": "user_changed_number"})").empty());
  CHECK(read("request_welcome", "").empty());
  CHECK(read("text", R"("group_id": "g", "text": {"body": "Hello"})").empty());
}

TEST_CASE("recorded webhooks are read") {
  const std::string folder = SHARED_DATA "/whatsapp/webhooks";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: no " SHARED_DATA "/whatsapp/webhooks");
    return;
  }
  std::map<int32_t, int> count;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    const auto root = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    for (const auto& [name, body] : root.as_object()) {
      for (const char* number : {"1122334455667", "106540352242922"})
        for (const Report& report : read_notices(boost::json::serialize(body), number).reports)
          ++count[report.kind];
    }
  }
  // A voice message that was played, a group's status and two reactions taken back are left.
  CHECK(count == std::map<int32_t, int>{{LC_REPORT_SENT, 2},
                                        {LC_REPORT_DELIVERED, 1},
                                        {LC_REPORT_READ, 1},
                                        {LC_REPORT_POSTPONED, 1},
                                        {LC_REPORT_REPLIED, 26},
                                        {LC_REPORT_RESUBSCRIBED, 2}});
}
