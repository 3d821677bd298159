#include <algorithm>

#include "channel/plugin_instance.hpp"
#include "channel/plugin_library.hpp"
#include "plugin_check/check.hpp"

namespace lifecycled::plugin_check {

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::Success:
      return "success";
    case Verdict::Failed:
      return "failed";
    case Verdict::Crashed:
      return "crashed";
    case Verdict::Skipped:
      return "skipped";
    case Verdict::Warning:
      return "warning";
  }
  return "";
}

const std::vector<Check>& all_checks() {
  static const std::vector<Check> all = [] {
    std::vector<Check> list;
    for (const auto part :
         {&library_checks, &declaration_checks, &creation_checks, &sending_checks, &result_checks,
          &host_checks, &http_checks, &answer_checks, &webhook_checks, &ending_checks}) {
      for (const Check& check : part()) list.push_back(check);
    }
    return list;
  }();
  return all;
}

const Check* find_check(std::string_view name) {
  const auto& all = all_checks();
  const auto found = std::ranges::find(all, name, &Check::name);
  return found == all.end() ? nullptr : &*found;
}

Finding run_check(const Check& check, Subject& subject) {
  try {
    return check.run(subject);
  } catch (const CheckEnded& end) {
    return {end.verdict, end.what()};
  } catch (const PluginRefusal& refusal) {
    return {Verdict::Failed, "create() refuses, blaming \"" + refusal.key + "\": " + refusal.what()};
  } catch (const PluginError& error) {
    return {Verdict::Failed, error.what()};
  }
}

}  // namespace lifecycled::plugin_check
