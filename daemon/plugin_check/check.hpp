// One named question to a plugin, and how it ends. Plain values; any thread.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lifecycled::plugin_check {

class Subject;

enum class Verdict {
  Success,
  Failed,   // the contract is broken
  Crashed,  // the process of this check died, or did not end in time
  Skipped,  // it does not concern this plugin, or something is missing to find out; the text says what
  Warning,  // allowed, but somebody will be sorry
};
std::string_view to_text(Verdict verdict);  // "success", ...

struct Finding {
  Verdict verdict = Verdict::Success;
  std::string text;  // why; of a success "" or what was seen
};

struct Check {
  std::string_view name;
  std::string_view description;  // one sentence: what holds when it succeeds
  bool concerns_type = false;    // it looks at one channel type, not at the library as a whole
  // The check that must have gone well before, or this one is skipped, lest one mistake be told forty times.
  std::string_view after;
  Finding (*run)(Subject& subject) = nullptr;
};

// Every check, in the order in which they run: check_list.cpp.
const std::vector<Check>& all_checks();
// Null if there is none of that name.
const Check* find_check(std::string_view name);

// The parts of that list, by what they look at.
std::vector<Check> library_checks();
std::vector<Check> declaration_checks();
std::vector<Check> creation_checks();
std::vector<Check> sending_checks();
std::vector<Check> result_checks();
std::vector<Check> host_checks();
std::vector<Check> http_checks();
std::vector<Check> answer_checks();
std::vector<Check> webhook_checks();
std::vector<Check> ending_checks();

// Ends a check from wherever it is.
struct CheckEnded : std::runtime_error {
  CheckEnded(Verdict how, const std::string& why) : std::runtime_error(why), verdict(how) {}
  Verdict verdict;
};
[[noreturn]] inline void fail(const std::string& why) { throw CheckEnded(Verdict::Failed, why); }
[[noreturn]] inline void skip(const std::string& why) { throw CheckEnded(Verdict::Skipped, why); }

// Runs it here and now; an exception ends the check, not the process.
Finding run_check(const Check& check, Subject& subject);

}  // namespace lifecycled::plugin_check
