#include "plugin_check/results.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled::plugin_check {
namespace {

namespace json = boost::json;

constexpr Verdict verdicts[] = {Verdict::Success, Verdict::Failed, Verdict::Crashed, Verdict::Skipped,
                                Verdict::Warning};
constexpr std::size_t last_lines = 15;

std::int64_t count_of(const std::vector<CheckResult>& results, Verdict verdict) {
  return std::ranges::count(results, verdict, [](const CheckResult& r) { return r.finding.verdict; });
}

std::string end_of_output(const std::string& output) {
  const auto lines = split(trimmed(output), '\n');
  std::string text;
  for (std::size_t i = lines.size() > last_lines ? lines.size() - last_lines : 0; i < lines.size(); ++i)
    text += fmt::format("           | {}\n", lines[i]);
  return text;
}

}  // namespace

std::string shown(const CheckResult& result) {
  const Finding& finding = result.finding;
  const bool is_bad = finding.verdict == Verdict::Failed || finding.verdict == Verdict::Crashed;
  const std::string name = result.type.empty() ? std::string(result.check->name)
                                               : fmt::format("{} ({})", result.check->name, result.type);
  const std::string word =
      is_bad ? upper_ascii(to_text(finding.verdict)) : std::string(to_text(finding.verdict));
  std::string text = fmt::format("{:8} {}", word, name);
  if (!is_bad) return text + (finding.text.empty() ? "" : ": " + finding.text) + "\n";
  text += fmt::format("\n           {}\n           {}\n", result.check->description, finding.text);
  if (finding.verdict == Verdict::Crashed) text += end_of_output(result.output);
  return text;
}

std::string summary(const std::vector<CheckResult>& results) {
  std::vector<std::string> parts;
  for (const Verdict verdict : verdicts)
    if (const auto count = count_of(results, verdict); count > 0)
      parts.push_back(fmt::format("{} {}", count, to_text(verdict)));
  return fmt::format("{} checks: {}\n", results.size(), join(parts, ", "));
}

std::string results_as_json(const std::filesystem::path& plugin, const std::vector<CheckResult>& results) {
  json::array list;
  for (const auto& r : results) {
    json::object entry{{"check", r.check->name},
                       {"type", r.type},
                       {"result", to_text(r.finding.verdict)},
                       {"text", r.finding.text},
                       {"ms", r.took.count()}};
    if (!r.output.empty()) entry["output"] = r.output;
    list.push_back(std::move(entry));
  }
  json::object counts;
  for (const Verdict verdict : verdicts) counts[to_text(verdict)] = count_of(results, verdict);
  return json::serialize(json::object{{"plugin", plugin.string()},
                                      {"good", is_good(results)},
                                      {"counts", std::move(counts)},
                                      {"results", std::move(list)}}) +
         "\n";
}

std::string checks_as_text() {
  std::string text;
  for (const Check& check : all_checks()) text += fmt::format("{}\n    {}\n", check.name, check.description);
  return text;
}

std::string checks_as_json() {
  json::array list;
  for (const Check& check : all_checks()) {
    list.push_back(json::object{{"check", check.name},
                                {"description", check.description},
                                {"of", check.concerns_type ? "type" : "library"},
                                {"after", check.after}});
  }
  return json::serialize(list) + "\n";
}

bool is_good(const std::vector<CheckResult>& results) {
  return count_of(results, Verdict::Failed) == 0 && count_of(results, Verdict::Crashed) == 0;
}

}  // namespace lifecycled::plugin_check
