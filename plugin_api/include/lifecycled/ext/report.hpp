// The C++ side of report.h.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../channel.hpp"
#include "report.h"

namespace lifecycled {
namespace plugin {

// As lc_report, with texts of its own.
struct Report {
  explicit Report(int32_t what) : kind(what) {}
  int32_t kind;
  std::string provider_message_id, idempotency_key, address;  // one of them at least
  std::string event_id, code, detail, text, url;
  int64_t at_unix_ms = 0;
  int64_t cost_micros = 0;
  std::string cost_currency;
};

// The host's report service; a value, copied freely. [any]
class Reporter {
 public:
  // Throws std::runtime_error when this host offers none; [control], in a constructor.
  explicit Reporter(Host host) : host_(host), table_(host.service<lc_reporting>(LC_EXT_REPORT)) {
    if (table_ == nullptr) throw std::runtime_error("needs a lifecycled that offers " LC_EXT_REPORT);
  }

  // done, if any, is called exactly once, later, on the channel's strand: true = stored.
  void report(const std::vector<Report>& reports, std::function<void(bool)> done = nullptr) const {
    std::vector<lc_report> fields(reports.size(), lc_report LC_REPORT_INIT);
    std::vector<const lc_report*> pointers;
    for (size_t i = 0; i < reports.size(); ++i) {
      fill(fields[i], reports[i]);
      pointers.push_back(&fields[i]);
    }
    if (!done) return table_->report(host_.table(), pointers.data(), pointers.size(), nullptr, nullptr);
    table_->report(host_.table(), pointers.data(), pointers.size(), &Reporter::stored,
                   new Waiting{host_, std::move(done)});
  }

 private:
  struct Waiting {
    Host host;
    std::function<void(bool)> done;
  };
  static void stored(void* user, bool is_stored) {
    const std::unique_ptr<Waiting> waiting(static_cast<Waiting*>(user));
    detail::logging_exceptions(waiting->host, [&] { waiting->done(is_stored); });
  }
  static void fill(lc_report& fields, const Report& report) {
    fields.kind = report.kind;
    fields.provider_message_id = report.provider_message_id.c_str();
    fields.idempotency_key = report.idempotency_key.c_str();
    fields.address = report.address.c_str();
    fields.event_id = report.event_id.c_str();
    fields.at_unix_ms = report.at_unix_ms;
    fields.code = report.code.c_str();
    fields.detail = report.detail.c_str();
    fields.text = report.text.c_str();
    fields.url = report.url.c_str();
    fields.cost_micros = report.cost_micros;
    fields.cost_currency = report.cost_currency.c_str();
  }

  Host host_;
  const lc_reporting* table_;
};

}  // namespace plugin
}  // namespace lifecycled
