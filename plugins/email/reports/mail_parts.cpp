#include "reports/mail_parts.hpp"

#include <algorithm>
#include <utility>

#include "gmime_ref.hpp"
#include "reports/returned_text.hpp"

namespace email {
namespace {

constexpr std::size_t most_fields = 2000, longest_field = 4096, most_text = 64u << 10,
                      most_returned = 64u << 10;
constexpr int deepest = 20;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string in_small(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), small);
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string content_of(GMimePart* part, std::size_t most) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return "";
  const Ref<GMimeStream> into(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, into.get());
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(into.get()));
  return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, most)};
}

// In UTF-8, whatever character set it was written in: the words of servers are looked for.
std::string text_of(GMimePart* part, std::size_t most) {
  const char* const charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
  const std::string name = in_small(charset == nullptr ? "" : charset);
  if (!GMIME_IS_TEXT_PART(part) || name.empty() || name == "utf-8" || name == "us-ascii")
    return content_of(part, most);
  char* const text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
  std::string out = text == nullptr ? content_of(part, most) : std::string(text).substr(0, most);
  g_free(text);
  return out;
}

void append_bounded(std::string& to, std::string_view more, std::size_t most) {
  if (to.size() >= most) return;
  to += more.substr(0, most - to.size());
  to += '\n';
}

std::string_view head_of(std::string_view mail) {
  const auto lf = mail.find("\n\n"), crlf = mail.find("\n\r\n");
  return mail.substr(0, std::min(lf, crlf));
}

bool has_status_fields(std::string_view text) {
  for (const Fields& block : field_blocks(text)) {
    if (!block.get("final-recipient").empty() && !block.get("action").empty()) return true;
  }
  return false;
}

class Collector {
 public:
  explicit Collector(MailParts& into) : into_(into) {}

  void take(GMimeObject* object, int depth) {
    if (object == nullptr || depth > deepest) return;
    if (GMIME_IS_MULTIPART(object)) {
      GMimeMultipart* const multipart = GMIME_MULTIPART(object);
      const int count = std::min(g_mime_multipart_get_count(multipart), 100);
      for (int i = 0; i < count; ++i) take(g_mime_multipart_get_part(multipart, i), depth + 1);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
      take_returned(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), depth);
    } else if (GMIME_IS_PART(object)) {
      take_part(GMIME_PART(object));
    }
  }

 private:
  static bool is_report(GMimeObject* object) {
    const char* const type = g_mime_object_get_content_type_parameter(object, "report-type");
    return GMIME_IS_MULTIPART(object) && type != nullptr && in_small(type) == "delivery-status";
  }

  void take_returned(GMimeMessage* message, int depth) {
    if (message == nullptr) return;
    // A report that somebody passed on, or a gateway wrapped into one of its own.
    GMimeObject* const body = g_mime_message_get_mime_part(message);
    if (body != nullptr && into_.statuses.empty() && is_report(body)) return take(body, depth + 1);
    char* const head = g_mime_object_get_headers(GMIME_OBJECT(message), nullptr);
    if (head != nullptr) append_bounded(into_.returned, head, most_returned);
    g_free(head);
  }

  void take_part(GMimePart* part) {
    GMimeContentType* const type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char* const media = g_mime_content_type_get_media_type(type);
    const char* const sub = g_mime_content_type_get_media_subtype(type);
    const std::string name = in_small(std::string(media ? media : "") + "/" + (sub ? sub : ""));
    if (name == "message/delivery-status" || name == "message/global-delivery-status") {
      into_.statuses.push_back(content_of(part, most_text));
    } else if (name == "message/feedback-report") {
      into_.has_feedback = true;
      append_bounded(into_.feedback, content_of(part, most_text), most_text);
    } else if (name == "message/disposition-notification") {
      into_.has_disposition = true;
    } else if (name.starts_with("text/rfc822-header") || name.starts_with("message/")) {
      append_bounded(into_.returned, content_of(part, most_returned), most_returned);
    } else if (name == "text/html") {
      append_bounded(html_, text_of_html(text_of(part, most_text)), most_text);
    } else if (name.starts_with("text/")) {
      append_bounded(into_.text, text_of(part, most_text), most_text);
    }
  }

 public:
  void finish(std::string_view mail) {
    // HTML only repeats a plain text, where there is one.
    if (trimmed(into_.text).empty()) into_.text = html_;
    // Cut off or with wrong boundaries: then what stands below the head is read as it is.
    if (trimmed(into_.text).empty() && into_.statuses.empty())
      append_bounded(into_.text, mail.substr(head_of(mail).size()), most_text);
    if (into_.statuses.empty() && has_status_fields(into_.text)) into_.statuses.push_back(into_.text);
    const auto end = end_of_prose(into_.text);
    append_bounded(into_.returned, std::string_view(into_.text).substr(end), most_returned);
    into_.text.resize(end);
  }

 private:
  MailParts& into_;
  std::string html_;
};

// An mbox's first line is none of the mail's.
std::string_view without_mbox_line(std::string_view mail) {
  if (!mail.starts_with("From ")) return mail;
  const auto end = mail.find('\n');
  return end == mail.npos ? std::string_view() : mail.substr(end + 1);
}

}  // namespace

Fields::Fields(std::string_view block) {
  while (!block.empty() && fields_.size() < most_fields) {
    const auto end = std::min(block.find('\n'), block.size());
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(std::min(end + 1, block.size()));
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      if (!fields_.empty() && fields_.back().value.size() < longest_field)
        fields_.back().value.append(" ").append(trimmed(line));
      continue;
    }
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0 || colon > 100) continue;
    fields_.push_back({in_small(trimmed(line.substr(0, colon))),
                       std::string(trimmed(line.substr(colon + 1)).substr(0, longest_field))});
  }
}

std::string_view Fields::get(std::string_view small_name) const {
  for (const Field& field : fields_) {
    if (field.name == small_name) return field.value;
  }
  return {};
}

void Fields::decode(std::string_view small_name) {
  for (Field& field : fields_) {
    if (field.name != small_name || field.value.find("=?") == field.value.npos) continue;
    char* const text = g_mime_utils_header_decode_text(nullptr, field.value.c_str());
    if (text != nullptr) field.value = text;
    g_free(text);
  }
}

std::vector<Fields> field_blocks(std::string_view text) {
  std::vector<Fields> blocks;
  std::string block;
  const auto close = [&] {
    if (!block.empty()) blocks.emplace_back(block);
    block.clear();
  };
  while (!text.empty() && blocks.size() < 100) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (trimmed(line).empty()) {
      close();
    } else {
      block.append(line).append("\n");
    }
  }
  close();
  std::erase_if(blocks, [](const Fields& fields) { return fields.empty(); });
  return blocks;
}

MailParts take_apart(std::string_view mail) {
  begin_gmime();
  mail = without_mbox_line(mail.substr(0, most_bytes_read));
  MailParts parts;
  parts.head = Fields(head_of(mail));
  parts.head.decode("subject");
  if (mail.empty()) return parts;
  const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
  const Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Ref<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (message == nullptr) return parts;
  GMimeObject* const top = g_mime_message_get_mime_part(message.get());
  if (top == nullptr) return parts;
  GMimeContentType* const type = g_mime_object_get_content_type(top);
  char* const name = g_mime_content_type_get_mime_type(type);
  parts.content_type = in_small(name == nullptr ? "" : name);
  g_free(name);
  const char* const report = g_mime_content_type_get_parameter(type, "report-type");
  parts.report_type = in_small(report == nullptr ? "" : report);
  Collector collector(parts);
  collector.take(top, 0);
  collector.finish(mail);
  return parts;
}

std::string bare_address(std::string_view field) {
  if (const auto type = field.find(';'); type != field.npos) field.remove_prefix(type + 1);
  const auto at = field.rfind('@');
  if (at == field.npos) return "";
  const auto is_part = [](char c) {
    return static_cast<unsigned char>(c) > 0x20 &&
           std::string_view("<>()[],;:\"'\\").find(c) == std::string_view::npos;
  };
  std::size_t from = at, to = at + 1;
  while (from > 0 && is_part(field[from - 1])) --from;
  while (to < field.size() && is_part(field[to])) ++to;
  while (to > at + 1 && field[to - 1] == '.') --to;
  if (from == at || to == at + 1) return "";
  return std::string(field.substr(from, at - from)) + in_small(field.substr(at, to - at));
}

}  // namespace email
