#include "cli/preview_command.hpp"

#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/sanitized.hpp"
#include "cli/channel_check.hpp"
#include "cli/data_command.hpp"
#include "cli/message_field_check.hpp"
#include "cli/report.hpp"
#include "cli/test_message.hpp"
#include "message/inline_pictures.hpp"
#include "message/sms_parts.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

std::filesystem::path database_of(const Configuration& configuration) {
  return std::filesystem::path(configuration.settings.state_folder) / "lifecycled.db";
}

std::string type_of(const Configuration& configuration, const std::string& channel) {
  const ChannelSettings* settings = configuration.settings.channel(channel);
  return settings ? settings->type : "";
}

void insist_on(const Problems& problems) {
  if (!problems.has_errors()) return;
  std::string mistakes;
  for (const Problem& problem : problems.sorted()) {
    if (problem.severity == Problem::Severity::Error) mistakes += to_string(problem) + "\n";
  }
  throw CommandError(mistakes + "mend these first; `lifecycled check` tells the same");
}

std::string as_json(const Preview& preview) {
  return json_text(json::object{{"channel", preview.channel},
                                {"language", preview.message.language},
                                {"note", preview.note},
                                {"fields", preview.message.all_fields()}}) +
         "\n";
}

// For the terminal: what the recipient's list of mails shows, then the text.
std::string as_text(const Preview& preview) {
  std::string out;
  for (const auto& [name, text] : preview.message.fields) {
    if (name != "html" && name != "text") out += fmt::format("{}: {}\n", name, text);
  }
  const json::object all = preview.message.all_fields();
  for (const auto& [name, value] : preview.message.values)
    out += fmt::format("{}: {}\n", name, json_text(all.at(name)));
  return out + (out.empty() ? "" : "\n") + preview.message.field("text") + "\n";
}

std::string in_form(const Preview& preview, const std::filesystem::path& file, const PictureFiles& pictures) {
  const std::string ending = file.extension().string();
  if (ending == ".json") return as_json(preview);
  if (ending == ".txt") return preview.message.field("text");
  if (ending != ".html" && ending != ".htm")
    throw CommandError(fmt::format("{}: its name must end with .html, .txt or .json", file.string()));
  if (preview.message.field("html").empty())
    throw CommandError(fmt::format("there is no html for the channel {}; write a .txt", preview.channel));
  return with_pictures_inside(preview.message.field("html"), pictures);
}

// Leaves the viewer to itself; whoever has none gets the file's name.
void open_file(const std::string& file) {
  const char* arguments[] = {"xdg-open", file.c_str(), nullptr};
  posix_spawn_file_actions_t quiet;
  ::posix_spawn_file_actions_init(&quiet);
  ::posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = 1;
  const bool started =
      ::posix_spawnp(&child, arguments[0], &quiet, nullptr, const_cast<char**>(arguments), environ) == 0 &&
      ::waitpid(child, &status, 0) == child;
  ::posix_spawn_file_actions_destroy(&quiet);
  if (!started || status != 0)
    throw CommandError(fmt::format("no program shows it here (xdg-open): open {} yourself", file));
}

std::string file_to_open(const Preview& preview) {
  const bool is_page = !preview.message.field("html").empty();
  std::string name = (std::filesystem::temp_directory_path() / "lifecycled-preview-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw CommandError("no folder can be made in " + name);
  return name + (is_page ? "/preview.html" : "/preview.txt");
}

// Mistakes elsewhere keep nobody from trying this message.
LoadedConfiguration load_for(const PreviewCommand& command) {
  LoadedConfiguration loaded = load_configuration(command.configuration_file);
  Problems own;
  for (const Problem& problem : loaded.problems.sorted()) {
    if (problem.severity == Problem::Severity::Error &&
        concerns_message(problem, loaded.configuration, command.request.message))
      own.error(problem.place, problem.text, problem.hint);
  }
  insist_on(own);
  return loaded;
}

// The message with its one channel, whose plugin is asked what it takes.
CheckedConfiguration ready_for(const PreviewCommand& command, const ProgramPlaces& places,
                               const Clock& clock) {
  CheckedConfiguration checked{load_for(command).configuration, {}, {}};
  Configuration& configuration = checked.configuration;
  const std::string channel =
      make_preview(configuration, database_of(configuration), command.request, clock).channel;
  Settings alone = configuration.settings;
  std::erase_if(alone.channels, [&](const ChannelSettings& other) { return other.name != channel; });
  if (alone.channels.empty())
    throw CommandError(fmt::format("the channel \"{}\" is not configured", channel));
  checked.channels = check_channels(alone, places, catalogue_of(alone, places), checked.problems);
  std::erase_if(configuration.messages.messages,
                [&](const MessageDefinition& other) { return other.name != command.request.message; });
  check_message_fields(configuration.messages, checked.channels, checked.problems);
  insist_on(checked.problems);
  return checked;
}

int run_preview(const PreviewCommand& command, const Clock& clock) {
  const LoadedConfiguration loaded = load_for(command);
  const Preview preview =
      make_preview(loaded.configuration, database_of(loaded.configuration), command.request, clock);
  if (!preview.note.empty()) std::fputs(("lifecycled: " + preview.note + "\n").c_str(), stderr);
  if (is_sms_channel(preview.channel, type_of(loaded.configuration, preview.channel)))
    std::fputs((sms_cost(preview.message.field("text")) + "\n").c_str(), stderr);
  const PictureFiles& pictures = *loaded.configuration.messages.pictures;
  if (!command.out_file.empty())
    write_file(command.out_file, in_form(preview, command.out_file, pictures), 0600);
  if (command.open) {
    const std::string file = command.out_file.empty() ? file_to_open(preview) : command.out_file;
    if (command.out_file.empty()) write_file(file, in_form(preview, file, pictures), 0600);
    open_file(file);
    print(file + "\n");
  } else if (command.json) {
    print(as_json(preview));
  } else if (command.out_file.empty()) {
    print(as_text(preview));
  }
  return 0;
}

int run_send_test(const PreviewCommand& command, Random& random, const Clock& clock) {
  const ProgramPlaces places = find_program_places();
  const CheckedConfiguration checked = ready_for(command, places, clock);
  const Preview preview =
      make_preview(checked.configuration, database_of(checked.configuration), command.request, clock);
  if (!preview.note.empty()) std::fputs(("lifecycled: " + preview.note + "\n").c_str(), stderr);
  // As for the daemon: the child is of the same user and could read this process's memory.
  if (!is_sanitized) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const TestResult result =
      send_test_message(checked, places, preview, command.to, command.request.message, random, clock);
  if (command.json) {
    print(json_text(json::object{{"sent", result.sent},
                                 {"channel", preview.channel},
                                 {"language", preview.message.language},
                                 {"result", result.words}}) +
          "\n");
  } else {
    print(fmt::format("{} to {} by {}: {}\n", result.sent ? "sent" : "not sent", command.to, preview.channel,
                      result.words));
  }
  return result.sent ? 0 : 1;
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& help, PreviewCommand& into) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->add_option("MESSAGE", into.request.message, "A message by its name, such as welcome/hello")
      ->required();
  sub->add_option("--config", into.configuration_file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_flag("--json", into.json, "Print JSON for programs instead of text for people");
  sub->add_option(
      "--customer", into.request.customer,
      "With this customer's facts: the shop's id, an address, or our number (default: sample data)");
  sub->add_option("--language", into.request.language,
                  "In this language, such as fr or zh-Hant (default: the customer's own)");
  sub->add_option("--channel", into.request.channel, "As on this channel (default: email, else its first)");
  return sub;
}

}  // namespace

void add_message_commands(CLI::App& app, PreviewCommand& into, std::function<int()>& run, const Clock& clock,
                          Random& random) {
  CLI::App* preview =
      add_command(app, "preview",
                  "Show a message as a customer would get it; its links do nothing. Sends nothing.", into);
  preview->add_option("--out", into.out_file, "Write it into this file: .html, .txt or .json");
  preview->add_flag("--open", into.open, "Show it in the browser");
  preview->callback([&] { run = [&] { return run_preview(into, clock); }; });
  CLI::App* test =
      add_command(app, "send-test", "Send one message to an address of yours, by the real channel.", into);
  test->add_option("--to", into.to, "Where it goes; only_to of [delivery] holds here too")->required();
  test->footer(
      "The subject begins with [Test]. Consent, quiet hours and cap are not asked, the daemon is not "
      "needed,\n"
      "and nothing is written to the database. Exit status 1: it was not sent.");
  test->callback([&] { run = [&] { return run_send_test(into, random, clock); }; });
}

}  // namespace lifecycled
