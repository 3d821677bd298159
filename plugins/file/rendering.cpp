#include "rendering.hpp"

#include <cstdint>
#include <cstdio>

namespace file_plugin {
namespace {

constexpr std::size_t longest_name = 100;

// A field takes one line, whatever it holds.
void add_field(std::string& out, const char* name, const std::string& value) {
  if (value.empty()) return;
  out += name;
  out += ": ";
  for (const char c : value) out += c == '\n' || c == '\r' ? ' ' : c;
  out += '\n';
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

// FNV-1a: tells keys apart, protects against nobody.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

std::string readable(const lc_message& m) {
  std::string out;
  add_field(out, "To", m.recipient);
  add_field(out, "From", m.sender);
  add_field(out, "Subject", m.subject);
  add_field(out, "Language", m.language);
  add_field(out, "Kind", m.kind == LC_TRANSACTIONAL ? "transactional" : "marketing");
  add_field(out, "Message", m.message_id);
  add_field(out, "Delivery", m.delivery_id);
  add_field(out, "Idempotency-Key", m.idempotency_key);
  add_field(out, "Unsubscribe", m.unsubscribe_url);
  add_field(out, "Unsubscribe-Mailto", m.unsubscribe_mailto);
  add_field(out, "List-Id", m.list_id);
  add_field(out, "Feedback-ID", m.feedback_id);
  add_field(out, "Extra", m.extra_json);
  for (const char* const* header = m.headers; *header != nullptr; header += 2)
    add_field(out, header[0], header[1]);
  for (const lc_part* const* part = m.parts; *part != nullptr; ++part) {
    const lc_part& p = **part;
    add_field(
        out, p.content_id[0] != '\0' ? "Inline" : "Attachment",
        std::string(p.file_name) + " (" + p.content_type + ", " + std::to_string(p.body_size) + " bytes)");
  }
  out += '\n';
  out += m.text;
  if (!out.empty() && out.back() != '\n') out += '\n';
  if (m.html[0] != '\0') {
    out += "\n----- HTML -----\n";
    out += m.html;
    if (out.back() != '\n') out += '\n';
  }
  return out;
}

std::string safe_name(const std::string& key) {
  std::string name;
  bool changed = key.size() > longest_name || key.empty() || key[0] == '.';
  for (const char c : key.substr(0, longest_name)) {
    name += is_plain(c) ? c : '_';
    changed = changed || !is_plain(c);
  }
  if (changed) {
    char hash[20];
    std::snprintf(hash, sizeof hash, "-%016llx", static_cast<unsigned long long>(hash_of(key)));
    name += hash;
    if (name[0] == '.') name[0] = '_';
  }
  return name;
}

}  // namespace file_plugin
