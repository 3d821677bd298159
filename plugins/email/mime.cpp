#include "mime.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "alignment.hpp"
#include "gmime_ref.hpp"
#include "idna.hpp"
#include "text.hpp"

namespace email {
namespace {

struct Mailbox {
  std::string name, address;
};

std::optional<Mailbox> read_mailbox(const std::string& text) {
  const Ref<InternetAddressList> list(internet_address_list_parse(nullptr, one_line(text).c_str()));
  if (list == nullptr || internet_address_list_length(list.get()) != 1) return std::nullopt;
  InternetAddress* first = internet_address_list_get_address(list.get(), 0);
  if (!INTERNET_ADDRESS_IS_MAILBOX(first)) return std::nullopt;
  const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
  const char* name = internet_address_get_name(first);
  if (address == nullptr || !is_address(address)) return std::nullopt;
  return Mailbox{name == nullptr ? "" : name, address};
}

Mailbox required_mailbox(const char* option, const std::string& text) {
  auto mailbox = read_mailbox(text);
  if (!mailbox) throw std::invalid_argument(option);
  return *mailbox;
}

// The left side of a Message-ID (RFC 5322, 3.6.4): our own keys fit as they are, strange ones get their hash.
std::string id_left(std::string_view key) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  if (!key.empty() && key.size() <= 120 && std::all_of(key.begin(), key.end(), fits) && key.front() != '.' &&
      key.back() != '.' && key.find("..") == key.npos) {
    return std::string(key);
  }
  std::uint64_t one = 14695981039346656037ULL, two = 88172645463325252ULL;
  for (const char c : key) {
    one = (one ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    two = (two + static_cast<unsigned char>(c)) * 6364136223846793005ULL + 1442695040888963407ULL;
  }
  char text[40];
  std::snprintf(text, sizeof text, "k%016llx%016llx", static_cast<unsigned long long>(one),
                static_cast<unsigned long long>(two));
  return text;
}

// GMime's encoders think in LF.
std::string with_lf(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

Ref<GMimePart> new_part(const char* type, const char* subtype, const void* bytes, std::size_t size) {
  Ref<GMimePart> part(g_mime_part_new_with_type(type, subtype));
  const Ref<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(static_cast<const char*>(bytes), size));
  const Ref<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  return part;
}

// Not every server on the way offers 8BITMIME (RFC 6152), and lines must stay below 998 octets (RFC
// 5322, 2.1.1). Quoted-printable where most is ASCII, base64 where it is shorter.
GMimeContentEncoding encoding_for(std::string_view text) {
  std::size_t above_ascii = 0, line = 0, longest = 0;
  for (const char c : text) {
    above_ascii += static_cast<unsigned char>(c) >> 7;
    line = c == '\n' ? 0 : line + 1;
    longest = std::max(longest, line);
  }
  if (above_ascii > text.size() / 5) return GMIME_CONTENT_ENCODING_BASE64;
  if (above_ascii > 0 || longest > 990) return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  return GMIME_CONTENT_ENCODING_7BIT;
}

Ref<GMimeObject> text_part(const char* subtype, const char* text) {
  const std::string normal = std::strchr(text, '\r') == nullptr ? std::string() : with_lf(text);
  const std::string_view content = normal.empty() ? std::string_view(text) : std::string_view(normal);
  Ref<GMimePart> part = new_part("text", subtype, content.data(), content.size());
  g_mime_part_set_content_encoding(part.get(), encoding_for(content));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  return Ref<GMimeObject>(GMIME_OBJECT(part.release()));
}

Ref<GMimeObject> file_part(const lc_part& given) {
  const std::string type = one_line(given.content_type);
  const auto slash = type.find('/');
  const bool is_usable = slash != type.npos && type.find_first_of(" ;,\"()<>") == type.npos &&
                         !type.starts_with("multipart/") && !type.starts_with("message/");
  Ref<GMimePart> part = is_usable ? new_part(type.substr(0, slash).c_str(), type.substr(slash + 1).c_str(),
                                             given.body, given.body_size)
                                  : new_part("application", "octet-stream", given.body, given.body_size);
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  const bool is_inline = given.content_id[0] != '\0';
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), is_inline ? "inline" : "attachment");
  if (given.file_name[0] != '\0') g_mime_part_set_filename(part.get(), one_line(given.file_name).c_str());
  if (is_inline)
    g_mime_object_set_content_id(GMIME_OBJECT(part.get()), bracket_content(given.content_id).c_str());
  return Ref<GMimeObject>(GMIME_OBJECT(part.release()));
}

// A multipart whose boundary is its own. "=_" stands in no quoted-printable and no base64 text (RFC
// 2045, 6.7); the rest cannot be guessed by who writes a message. GMime's own would open /dev/urandom for
// each mail.
Ref<GMimeMultipart> new_multipart(const char* subtype) {
  static const std::uint64_t salt = std::random_device()() * 0x9e3779b97f4a7c15ULL;
  static std::atomic<std::uint64_t> count = 0;
  char boundary[48];
  std::snprintf(boundary, sizeof boundary, "=_%016llx_%llx", static_cast<unsigned long long>(salt),
                static_cast<unsigned long long>(++count));
  Ref<GMimeMultipart> multipart(g_mime_multipart_new_with_subtype(subtype));
  g_mime_multipart_set_boundary(multipart.get(), boundary);
  return multipart;
}

// Puts `first` and every part of one sort below a multipart; without any, `first` stays as it is.
Ref<GMimeObject> joined(const char* subtype, Ref<GMimeObject> first, const lc_message& message,
                        bool inline_ones) {
  Ref<GMimeMultipart> multipart;
  for (const lc_part* const* at = message.parts; *at != nullptr; ++at) {
    if (((*at)->content_id[0] != '\0') != inline_ones) continue;
    if (multipart == nullptr) {
      multipart = new_multipart(subtype);
      if (first != nullptr) g_mime_multipart_add(multipart.get(), first.get());
    }
    const Ref<GMimeObject> part = file_part(**at);
    g_mime_multipart_add(multipart.get(), part.get());
  }
  if (multipart == nullptr) return first;
  return Ref<GMimeObject>(GMIME_OBJECT(multipart.release()));
}

// mixed( alternative( text, related( html, inline parts ) ), attachments ), without the levels that are not
// needed.
Ref<GMimeObject> body_of(const lc_message& m) {
  const bool has_text = m.text[0] != '\0', has_html = m.html[0] != '\0';
  Ref<GMimeObject> html, body;
  if (has_html) html = joined("related", text_part("html", m.html), m, true);
  if (has_text || !has_html) body = text_part("plain", m.text);
  if (has_html && has_text) {
    Ref<GMimeMultipart> both = new_multipart("alternative");
    g_mime_multipart_add(both.get(), body.get());
    g_mime_multipart_add(both.get(), html.get());
    body.reset(GMIME_OBJECT(both.release()));
  } else if (has_html) {
    body = std::move(html);
  }
  return joined("mixed", std::move(body), m, false);
}

void add_mailbox(GMimeMessage* mail, GMimeAddressType type, const Mailbox& mailbox) {
  const Ref<InternetAddress> address(internet_address_mailbox_new(
      mailbox.name.empty() ? nullptr : mailbox.name.c_str(), mailbox.address.c_str()));
  internet_address_set_charset(address.get(), "utf-8");
  internet_address_list_add(g_mime_message_get_addresses(mail, type), address.get());
}

void set_header(GMimeMessage* mail, const char* name, const std::string& value) {
  if (!value.empty()) g_mime_object_set_header(GMIME_OBJECT(mail), name, value.c_str(), "utf-8");
}

// Written by hand: GMime would break a long URL into two words, and then it is no URL.
void add_list_headers(const lc_message& m, const std::string& mailto, std::string& head) {
  const std::string url = bracket_content(m.unsubscribe_url);
  const std::string list_id = one_line(m.list_id);
  if (!mailto.empty() || !url.empty()) {
    head += "List-Unsubscribe: ";
    if (!mailto.empty()) head += "<mailto:" + mailto + ">";
    if (!mailto.empty() && !url.empty()) head += ",\r\n ";
    if (!url.empty()) head += "<" + url + ">";
    head += "\r\n";
  }
  // RFC 8058, section 3.1: only an https URL can be posted to.
  if (url.starts_with("https://")) head += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
  if (!list_id.empty()) {
    const bool is_bare = list_id.find('<') == list_id.npos;
    head += "List-Id: " + (is_bare ? "<" + bracket_content(list_id) + ">" : list_id) + "\r\n";
  }
}

}  // namespace

struct Composer::Parts {
  std::optional<Mailbox> sender, reply_to;
  std::string envelope_sender;
  std::vector<std::string> sender_domains;
  ReturnPath bounces, unsubscriptions;
  std::shared_ptr<const DkimSigner> dkim;
  GMimeFormatOptions* format = nullptr;

  ~Parts() {
    if (format != nullptr) g_mime_format_options_free(format);
  }
};

Composer::Composer(const Settings& settings) : parts_(std::make_unique<Parts>()) {
  begin_gmime();
  parts_->format = g_mime_format_options_clone(g_mime_format_options_get_default());
  g_mime_format_options_set_newline_format(parts_->format, GMIME_NEWLINE_FORMAT_DOS);
  if (!settings.sender.empty()) parts_->sender = required_mailbox("sender", settings.sender);
  if (!settings.reply_to.empty()) parts_->reply_to = required_mailbox("reply_to", settings.reply_to);
  if (!settings.envelope_sender.empty() && !is_address(settings.envelope_sender)) {
    throw std::invalid_argument("envelope_sender");
  }
  parts_->envelope_sender = settings.envelope_sender;
  parts_->sender_domains = settings.sender_domains;
  parts_->bounces = settings.bounces;
  parts_->unsubscriptions = settings.unsubscriptions;
  parts_->dkim = settings.dkim;
}

Composer::~Composer() = default;

void Composer::compose(const lc_message& m, Mail& mail) const {
  std::optional<Mailbox> own_sender;
  if (m.sender[0] != '\0') {
    own_sender = read_mailbox(m.sender);
    if (!own_sender) throw UnusableMessage("its sender is no mailbox such as \"Shop <shop@example.org>\"");
  } else if (!parts_->sender) {
    throw UnusableMessage("it has no sender, and the channel has none; set the option \"sender\"");
  }
  const Mailbox& sender = own_sender ? *own_sender : *parts_->sender;
  const std::string sender_domain = domain_of(in_idna(sender.address));
  // Neither the relay nor we sign for a stranger's domain, and DMARC then throws the mail away, or worse.
  const auto is_of = [&](const std::string& domain) { return is_aligned(domain, sender_domain); };
  if (own_sender && !parts_->sender_domains.empty() && std::ranges::none_of(parts_->sender_domains, is_of)) {
    throw UnusableMessage(
        "its sender is of " + sender_domain +
        ", which is not the channel's domain; name it in sender_domains if you may send for it");
  }

  mail.recipient = in_idna(m.recipient);
  const std::string key = id_left(m.idempotency_key);
  const Ref<GMimeMessage> message(g_mime_message_new(TRUE));
  add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM, sender);
  if (parts_->reply_to) add_mailbox(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, *parts_->reply_to);
  add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO, Mailbox{"", mail.recipient});
  g_mime_message_set_subject(message.get(), one_line(m.subject).c_str(), "utf-8");
  GDateTime* const date = g_date_time_new_now_utc();
  g_mime_message_set_date(message.get(), date);
  g_date_time_unref(date);
  mail.message_id = key + "@" + domain_of(in_idna(sender.address));
  g_mime_message_set_message_id(message.get(), mail.message_id.c_str());
  set_header(message.get(), "Feedback-ID", one_line(m.feedback_id));
  set_header(message.get(), "Content-Language", one_line(m.language));
  // RFC 3834, 5: so that no holiday answers an order's confirmation. Advertising is no answer to anything.
  if (m.kind == LC_TRANSACTIONAL) set_header(message.get(), "Auto-Submitted", "auto-generated");
  for (const char* const* at = m.headers; *at != nullptr; at += 2) {
    if (is_free_header(at[0])) set_header(message.get(), at[0], one_line(at[1]));
  }
  const Ref<GMimeObject> body = body_of(m);
  g_mime_message_set_mime_part(message.get(), body.get());
  // Not every server on the way offers 8BITMIME (RFC 6152), and lines must stay below 998 octets (RFC
  // 5322, 2.1.1).
  g_mime_object_encode(GMIME_OBJECT(message.get()), GMIME_ENCODING_CONSTRAINT_7BIT);

  mail.envelope_sender = in_idna(parts_->envelope_sender.empty() ? sender.address
                                 : parts_->bounces.is_set()      ? parts_->bounces.with(key)
                                                                 : parts_->envelope_sender);
  std::string mailto = bracket_content(m.unsubscribe_mailto);
  // Where we read the answers ourselves, the address says whose they are.
  if (mailto.empty() && m.unsubscribe_url[0] != '\0' && parts_->unsubscriptions.is_set())
    mailto = in_idna(parts_->unsubscriptions.with(key)) + "?subject=unsubscribe";
  std::string list_headers;
  add_list_headers(m, mailto, list_headers);
  char* const text = g_mime_object_to_string(GMIME_OBJECT(message.get()), parts_->format);
  mail.bytes.clear();
  mail.bytes += list_headers;
  append_with_crlf(text, mail.bytes);
  g_free(text);
  if (parts_->dkim) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    mail.bytes.insert(
        0, parts_->dkim->signatures(mail.bytes, std::chrono::duration_cast<std::chrono::seconds>(now)));
  }
}

}  // namespace email
