// Anybody may write to the bounce address: whatever comes there is read without a crash, in bounded time.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reception/return_path.hpp"
#include "reports/mail_report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const email::ReturnPath path("bounces@shop.example", '+');
  const std::string_view mail(reinterpret_cast<const char*>(data), size);
  const email::MailReport report = email::read_report(mail);
  // A bounce names at least one failure, and nothing that is none does.
  if ((report.kind == email::ReportKind::Bounce) == report.failures.empty()) __builtin_trap();
  const std::string key = path.key_anywhere_in(mail);
  if (!key.empty() && path.key_in(path.with(key)) != key && path.with(key).size() > 21 + key.size())
    __builtin_trap();
  return 0;
}
