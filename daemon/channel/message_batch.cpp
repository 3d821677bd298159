#include "channel/message_batch.hpp"

#include "channel/wire.hpp"

namespace lifecycled {
namespace {
constexpr const char* no_headers[] = {nullptr};
constexpr const lc_part* no_parts[] = {nullptr};
}  // namespace

std::unique_ptr<MessageBatch> MessageBatch::from_frame(std::string_view body) {
  std::unique_ptr<MessageBatch> batch(new MessageBatch);
  batch->bytes_ = body;
  if (!batch->read()) return nullptr;
  return batch;
}

// The order of fields is that of append_message in frames.cpp.
bool MessageBatch::read() {
  frames::Reader r(bytes_);
  while (!r.at_end()) {
    lc_message& m = messages_.emplace_back();
    m = {};
    m.struct_size = sizeof m;
    m.ticket = r.number<std::uint64_t>();
    m.kind = r.number<std::int32_t>();
    m.deadline_unix_ms = r.number<std::int64_t>();
    m.last_inbound_unix_ms = r.number<std::int64_t>();
    for (const char** text : {&m.idempotency_key, &m.message_id, &m.delivery_id, &m.recipient, &m.sender,
                              &m.subject, &m.text, &m.html, &m.language, &m.unsubscribe_url,
                              &m.unsubscribe_mailto, &m.list_id, &m.feedback_id, &m.extra_json}) {
      *text = r.text().data();
    }

    m.headers = no_headers;
    if (auto left = r.number<std::uint32_t>(); left > 0) {
      auto& list = headers_.emplace_back();
      for (; left > 0 && r.is_good(); --left) {
        list.push_back(r.text().data());
        list.push_back(r.text().data());
      }
      list.push_back(nullptr);
      m.headers = list.data();
    }

    m.parts = no_parts;
    if (auto left = r.number<std::uint32_t>(); left > 0) {
      auto& list = part_lists_.emplace_back();
      for (; left > 0 && r.is_good(); --left) {
        lc_part& part = parts_.emplace_back();
        part = {sizeof part, r.text().data(), r.text().data(), r.text().data(), nullptr, 0};
        const auto part_body = r.text();
        part.body = part_body.data();
        part.body_size = part_body.size();
        list.push_back(&part);
      }
      list.push_back(nullptr);
      m.parts = list.data();
    }
    if (m.ticket == 0) r.fail();
    pointers_.push_back(&m);
  }
  return r.is_complete();
}

}  // namespace lifecycled
