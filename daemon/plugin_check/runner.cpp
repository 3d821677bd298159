#include "plugin_check/runner.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>
#include <optional>
#include <system_error>

#include <boost/json.hpp>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/text.hpp"
#include "channel/child_process.hpp"
#include "channel/plugin_library.hpp"
#include "plugin_check/subject.hpp"

namespace lifecycled::plugin_check {
namespace {

namespace json = boost::json;
using std::chrono::steady_clock;

constexpr int finding_descriptor = 3;
constexpr const char* list_types = "list-types";  // what a child does that runs no check
constexpr std::size_t most_finding = 1u << 20, most_output = 16u << 10;

std::chrono::milliseconds since(steady_clock::time_point began) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  }
  Descriptor ours, theirs;
};

// Takes what is there. False at the end of file.
bool drain(int from, std::string& into) {
  char bytes[16384];
  for (;;) {
    const ssize_t n = ::read(from, bytes, sizeof bytes);
    if (n > 0) into.append(bytes, static_cast<std::size_t>(n));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0;
  }
}

struct ChildEnd {
  std::string finding, output, how;
  bool was_in_time = true;
};

// Its own program again, in a process of its own.
class CheckChild {
 public:
  CheckChild(const RunSettings& settings, const std::string& check, const std::string& type)
      : limit_(settings.limit),
        process_(std::filesystem::read_symlink("/proc/self/exe"), arguments(settings, check, type),
                 {finding_.theirs.get()}, output_.theirs.get(), output_.theirs.get()) {
    finding_.theirs = Descriptor();
    output_.theirs = Descriptor();
  }

  ChildEnd wait() {
    ChildEnd end;
    const auto give_up_at = steady_clock::now() + limit_;
    // Not until the end of file: what the plugin left running may hold the pipes open.
    for (bool has_ended = false; !has_ended;) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(give_up_at - steady_clock::now());
      pollfd watched[] = {
          {finding_.ours.get(), POLLIN, 0}, {output_.ours.get(), POLLIN, 0}, {process_.pidfd(), POLLIN, 0}};
      if (end.finding.size() > most_finding) watched[0].fd = -1;
      const int ready = ::poll(watched, 3, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
      if (ready == 0) {
        end.was_in_time = false;
        process_.kill();
      }
      has_ended = watched[2].revents != 0 || ready == 0;
      drain(finding_.ours.get(), end.finding);
      drain(output_.ours.get(), end.output);
      if (end.output.size() > most_output) end.output.erase(0, end.output.size() - most_output);
    }
    // Also what a plugin has started and left: nothing outlives its check.
    process_.kill();
    end.how = process_.bury();
    return end;
  }

 private:
  static std::vector<std::string> arguments(const RunSettings& settings, const std::string& check,
                                            const std::string& type) {
    std::vector<std::string> words{settings.plugin.string()};
    if (!settings.config_file.empty()) words.push_back(settings.config_file.string());
    words.insert(words.end(), {"--as-child", check});
    if (!type.empty()) words.insert(words.end(), {"--type", type});
    return words;
  }

  const std::chrono::milliseconds limit_;
  Pipe finding_, output_;
  ChildProcess process_;
};

// The line that says most: a sanitizer's, else the last one.
std::string telling_line(const std::string& output) {
  std::string last;
  for (const auto part : split(output, '\n')) {
    const auto line = trimmed(part);
    if (line.find("ERROR: ") != line.npos || line.find("runtime error: ") != line.npos)
      return clean_line(line, 300);
    if (!line.empty()) last = clean_line(line, 300);
  }
  return last;
}

std::optional<json::object> parsed(const std::string& text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::optional<Verdict> verdict_from(std::string_view text) {
  for (const Verdict v : {Verdict::Success, Verdict::Failed, Verdict::Skipped, Verdict::Warning})
    if (to_text(v) == text) return v;
  return std::nullopt;
}

CheckResult run_in_child(const RunSettings& settings, const Check& check, const std::string& type) {
  const auto began = steady_clock::now();
  const ChildEnd end = CheckChild(settings, std::string(check.name), type).wait();
  CheckResult result{&check, type, {}, {}, since(began)};
  const auto crashed = [&](std::string why) {
    if (const auto line = telling_line(end.output); !line.empty()) why += ": " + line;
    result.finding = {Verdict::Crashed, std::move(why)};
    result.output = clean_text(end.output, most_output);
    return result;
  };
  if (!end.was_in_time)
    return crashed("did not end within " + std::to_string(settings.limit.count() / 1000) + " s");
  if (end.how != "exited with status 0") return crashed("its process " + end.how);
  const auto told = parsed(end.finding);
  if (!told) return crashed("the plugin ended the process by itself");
  const auto verdict = verdict_from(told->at("result").as_string());
  result.finding = {verdict.value_or(Verdict::Failed), std::string(told->at("text").as_string())};
  return result;
}

CheckResult run_here(const RunSettings& settings, const Check& check, const std::string& type) {
  const auto began = steady_clock::now();
  Subject subject(settings.plugin, type, settings.config, !settings.config_file.empty());
  try {
    return {&check, type, run_check(check, subject), "", since(began)};
  } catch (const std::exception& error) {
    return {&check, type, {Verdict::Failed, error.what()}, "", since(began)};
  }
}

std::vector<std::string> types_of(const std::filesystem::path& plugin) {
  const PluginLibrary library(plugin);
  std::vector<std::string> types;
  for (const auto* type = library.entry().channel_types; *type != nullptr; ++type)
    types.emplace_back((*type)->id);
  return types;
}

// Nothing when the library cannot be asked; its own checks say why.
std::vector<std::string> types_to_check(const RunSettings& settings) {
  if (!settings.types.empty()) return settings.types;
  std::vector<std::string> types;
  try {
    if (settings.in_process) return types_of(settings.plugin);
    const ChildEnd end = CheckChild(settings, list_types, "").wait();
    const auto told = parsed(end.finding);
    if (told && told->contains("types"))
      for (const auto& type : told->at("types").as_array()) types.emplace_back(type.as_string());
  } catch (const PluginError&) {
  }
  return types;
}

class Run {
 public:
  Run(const RunSettings& settings, const std::function<void(const CheckResult&)>& tell)
      : settings_(settings), tell_(tell) {}

  std::vector<CheckResult> all() {
    run_those_of("", false);
    std::vector<std::string> types = types_to_check(settings_);
    if (types.empty()) types.push_back("");
    for (const auto& type : types) run_those_of(type, true);
    return std::move(results_);
  }

 private:
  void run_those_of(const std::string& type, bool concerns_type) {
    for (const Check& check : all_checks()) {
      if (check.concerns_type != concerns_type || !is_wanted(check)) continue;
      const std::string reason = reason_to_skip(check, type);
      CheckResult result;
      if (!reason.empty()) {
        result = {&check, type, {Verdict::Skipped, reason}, "", {}};
      } else if (settings_.in_process) {
        result = run_here(settings_, check, type);
      } else {
        result = run_in_child(settings_, check, type);
      }
      tell_(result);
      results_.push_back(std::move(result));
    }
  }

  bool is_wanted(const Check& check) const {
    return settings_.only.empty() || std::ranges::find(settings_.only, check.name) != settings_.only.end();
  }

  std::string reason_to_skip(const Check& check, const std::string& type) const {
    for (const auto& earlier : results_) {
      const bool is_of_same = earlier.type == type || !earlier.check->concerns_type;
      if (earlier.check->name != check.after || !is_of_same) continue;
      const Verdict verdict = earlier.finding.verdict;
      if (verdict == Verdict::Success || verdict == Verdict::Warning) return "";
      // Of a chain, the first link is the reason.
      if (verdict == Verdict::Skipped) return earlier.finding.text;
      return std::string(check.after) + " must go well first";
    }
    return check.concerns_type && type.empty() ? "the library tells no channel type" : "";
  }

  const RunSettings& settings_;
  const std::function<void(const CheckResult&)>& tell_;
  std::vector<CheckResult> results_;
};

// A checker that is killed cannot kill its children, and a plugin may hang.
void end_with_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have ended before that; then nobody reads.
  pollfd reader{finding_descriptor, 0, 0};
  if (::poll(&reader, 1, 0) > 0 && (reader.revents & POLLERR) != 0) ::raise(SIGKILL);
}

void tell_parent(const json::object& what) {
  const std::string text = json::serialize(what);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(finding_descriptor, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "cannot tell the finding");
    if (n > 0) done += static_cast<std::size_t>(n);
  }
}

}  // namespace

std::vector<CheckResult> run_checks(const RunSettings& settings,
                                    const std::function<void(const CheckResult&)>& tell) {
  return Run(settings, tell).all();
}

int run_as_child(const RunSettings& settings, const std::string& name, const std::string& type) {
  // A program that the plugin starts must not hold the pipe open.
  if (::fcntl(finding_descriptor, F_SETFD, FD_CLOEXEC) != 0) {
    std::fputs("lifecycled-plugin-check: --as-child is the checker's own; use --only NAME\n", stderr);
    return 64;  // EX_USAGE
  }
  end_with_parent();
  if (name == list_types) {
    json::array types;
    for (const auto& id : types_of(settings.plugin)) types.emplace_back(id);
    tell_parent(json::object{{"types", std::move(types)}});
    return 0;
  }
  const Check* check = find_check(name);
  if (check == nullptr) throw std::runtime_error("there is no check " + name);
  const Finding finding = run_here(settings, *check, type).finding;
  tell_parent(json::object{{"result", to_text(finding.verdict)}, {"text", clean_line(finding.text, 1000)}});
  return 0;
}

}  // namespace lifecycled::plugin_check
