// A third party's plugin as tests want it: options and message fields of every type, a create() that refuses
// what only it can see, texts that would like to take over a terminal. It writes what it is given into a
// folder, one JSON object a message: the fields exactly as they came.
#include <fstream>
#include <string>
#include <vector>

#include "lifecycled/channel.hpp"

namespace {

using namespace lifecycled::plugin;

class Postcards final : public Channel {
 public:
  Postcards(Host host, Config config) : folder_(config.text("folder")) {
    const std::string key = config.text("api_key");
    if (config.text("paper") == "gold" && config.integer("copies") > 2) {
      throw ConfigError("copies", "gold is dear: two copies at most, whoever knows " + key);
    }
    host.log(Level::info, "the key is " + key);
  }

  void describe(lc_capabilities& c) const override { c.deduplicates = true; }

  void submit(std::vector<Message> messages) override {
    for (auto& message : messages) {
      std::ofstream(folder_ + "/" + message.fields->delivery_id + ".json") << message.fields->extra_json;
      message.ticket.complete(LC_DELIVERED);
    }
  }

 private:
  std::string folder_;
};

constexpr lc_option option(const char* key, int32_t type, const char* value, const char* help,
                           const char* choices = "", int64_t least = 0, int64_t most = 0,
                           bool required = false) {
  lc_option out = LC_OPTION_INIT(key, type, value, help);
  out.choices = choices;
  out.minimum = least;
  out.maximum = most;
  out.required = required;
  return out;
}

constexpr lc_option folder = option("folder", LC_TEXT, "", "Where cards are put.", "", 0, 0, true);
constexpr lc_option api_key = option("api_key", LC_SECRET, "", "The printer's key.", "", 0, 0, true);
constexpr lc_option paper = option("paper", LC_TEXT, "plain", "Kind of \x1b[31mpaper.", "plain|fine|gold");
constexpr lc_option copies = option("copies", LC_INTEGER, "1", "How many of each.", "", 1, 10);
constexpr lc_option glossy = option("glossy", LC_BOOLEAN, "true", "Whether it shines.");
constexpr lc_option dry_for = option("dry_for", LC_SECONDS, "90", "How long the ink dries.", "", 1, 3600);
constexpr lc_option printer =
    option("printer", LC_URL, "https://printer.example", "Who prints.", "", 0, 0, true);
constexpr lc_option stamps =
    option("stamps", LC_TEXT_LIST, "red, blue", "Which stamps there are.", "red|blue|green");
constexpr const lc_option* options[] = {&folder,  &api_key, &paper,  &copies, &glossy,
                                        &dry_for, &printer, &stamps, nullptr};

constexpr lc_option picture = option("picture", LC_TEXT, "", "What is on the front.", "", 0, 0, true);
constexpr lc_option style = option("style", LC_TEXT, "sober", "How it is written.", "sober|merry");
constexpr lc_option size = option("size", LC_INTEGER, "6", "Its size.", "", 5, 9);
constexpr lc_option framed = option("framed", LC_BOOLEAN, "", "Whether it has a frame.");
constexpr lc_option waits = option("waits", LC_SECONDS, "", "How long it lies before it goes.", "", 0, 86400);
constexpr lc_option link = option("link", LC_URL, "", "What its code leads to.");
constexpr lc_option lines = option("lines", LC_TEXT_LIST, "", "More lines.");
constexpr const lc_option* fields[] = {&picture, &style, &size, &framed, &waits, &link, &lines, nullptr};

constexpr lc_channel_type type =
    channel_type<Postcards>("acme.postcard", "shop", "Prints \x1b]0;owned\x07postcards.", options, fields);
constexpr const lc_channel_type* channel_types[] = {&type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {LC_ABI_MAJOR,
                                                          LC_ABI_MINOR,
                                                          "acme.cards",
                                                          "Cards",
                                                          "2.1",
                                                          "Acme \xc2\x9b"
                                                          "2J",
                                                          channel_types};
