// Channel type "chat": posts the text of each message to a chat's incoming webhook.
#include <string>
#include <utility>
#include <vector>

#include "body.hpp"
#include "posting.hpp"

namespace webhook_plugin {
namespace {

using namespace lifecycled::plugin;

class Chat final : public Channel {
 public:
  Chat(Host host, Config config) : http_(host), url_(config.text("webhook_url")), key_(config.text("form")) {
    if (url_.rfind("https://", 0) != 0 && url_.rfind("http://", 0) != 0)
      throw ConfigError("webhook_url", "must hold a URL, as the chat shows it for an incoming webhook");
  }

  void describe(lc_capabilities& c) const override {
    c.in_flight = 4;
    c.subject = true;
  }

  void submit(std::vector<Message> messages) override {
    for (Message& message : messages) {
      HttpRequest request;
      request.url = url_;
      request.body = chat_body(*message.fields, key_);
      post(http_, std::move(request), std::move(message.ticket));
    }
  }

 private:
  const Http http_;
  const std::string url_, key_;
};

constexpr lc_option url_option() {
  lc_option option =
      LC_OPTION_INIT("webhook_url", LC_SECRET, "",
                     "The URL of the chat's incoming webhook; whoever knows it can write there.");
  option.required = true;
  return option;
}
constexpr lc_option form_option() {
  lc_option option = LC_OPTION_INIT(
      "form", LC_TEXT, "text",
      "How the chat wants it: {\"text\"} (Slack, Mattermost, Google Chat) or {\"content\"} (Discord).");
  option.choices = "text|content";
  return option;
}
constexpr lc_option url = url_option(), form = form_option();
constexpr const lc_option* options[] = {&url, &form, nullptr};
constexpr const lc_option* no_fields[] = {nullptr};

}  // namespace

const lc_channel_type chat_type = channel_type<Chat>(
    "chat", "", "Posts the text of each message to a chat's incoming webhook.", options, no_fields);

}  // namespace webhook_plugin
