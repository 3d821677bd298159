// read_reports FILE...: what the plugin makes of mails that came back, a JSON line each. For looking at mails
// that were judged wrongly, and for measuring against a corpus.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "reports/mail_report.hpp"

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    // Not every old server's words are UTF-8.
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : static_cast<unsigned char>(c) > 0x7e ? '?' : c;
  }
  return out + "\"";
}

}  // namespace

int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i], std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "read_reports: %s cannot be read\n", names[i]);
      return 1;
    }
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const email::MailReport report = email::read_report(bytes);
    std::string failures, ids;
    for (const auto& failure : report.failures) {
      failures += std::string(failures.empty() ? "" : ", ") +
                  "{\"harm\": " + (failure.harm == email::Harm::Hard ? "\"hard\"" : "\"soft\"") +
                  ", \"address\": " + quoted(failure.address) + ", \"code\": " + quoted(failure.code.text()) +
                  ", \"detail\": " + quoted(failure.detail.substr(0, 300)) + "}";
    }
    for (const auto& id : report.message_ids) ids += std::string(ids.empty() ? "" : ", ") + quoted(id);
    std::printf(
        "{\"file\": %s, \"kind\": %s, \"feedback_type\": %s, \"failures\": [%s], \"message_ids\": [%s]}\n",
        quoted(names[i]).c_str(), quoted(to_text(report.kind)).c_str(), quoted(report.feedback_type).c_str(),
        failures.c_str(), ids.c_str());
  }
  return 0;
}
