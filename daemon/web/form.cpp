#include "web/form.hpp"

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_fields = 64;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The value of `name` among the parameters of a header: `form-data; name="a"; filename=b`.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  for (std::size_t at = header.find(';'); at != std::string_view::npos;) {
    ++at;
    const auto equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const bool is_wanted = lower_ascii(trimmed(header.substr(at, equals - at))) == name;
    std::string value;
    std::size_t end = equals + 1;
    if (end < header.size() && header[end] == '"') {
      for (++end; end < header.size() && header[end] != '"'; ++end) {
        if (header[end] == '\\' && end + 1 < header.size()) ++end;
        value += header[end];
      }
      at = header.find(';', end);
    } else {
      at = header.find(';', end);
      value = trimmed(header.substr(end, at == std::string_view::npos ? at : at - end));
    }
    if (is_wanted) return value;
  }
  return std::nullopt;
}

// The header's value in a part's head, or "".
std::string_view part_header(std::string_view head, std::string_view name) {
  for (const std::string_view line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && lower_ascii(trimmed(line.substr(0, colon))) == name) {
      return trimmed(line.substr(colon + 1));
    }
  }
  return {};
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
    }
  }
  return out;
}

Form Form::urlencoded(std::string_view text) {
  Form form;
  for (const std::string_view pair : split(text, '&')) {
    if (pair.empty()) continue;
    if (form.fields_.size() == most_fields) break;
    const auto equals = pair.find('=');
    form.fields_.emplace_back(
        percent_decoded(pair.substr(0, equals), true),
        equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1), true));
  }
  return form;
}

std::optional<Form> Form::multipart(std::string_view boundary, std::string_view body) {
  if (boundary.empty() || boundary.size() > 70) return std::nullopt;  // RFC 2046, section 5.1.1
  const std::string delimiter = "--" + std::string(boundary);
  Form form;
  std::size_t at = body.find(delimiter);
  while (at != std::string_view::npos) {
    at += delimiter.size();
    if (body.substr(at, 2) == "--") return form;
    const auto head_end = body.find("\r\n\r\n", at);
    const auto next = body.find("\r\n" + delimiter, at);
    if (head_end == std::string_view::npos || next == std::string_view::npos || head_end + 4 > next + 2)
      break;
    const auto head = body.substr(at, head_end - at);
    const auto name = parameter(part_header(head, "content-disposition"), "name");
    if (name && form.fields_.size() < most_fields) {
      const std::size_t from = head_end + 4;
      form.fields_.emplace_back(*name, std::string(from <= next ? body.substr(from, next - from) : ""));
    }
    at = next + 2;
  }
  return std::nullopt;
}

std::optional<Form> Form::read(std::string_view content_type, std::string_view body) {
  const std::string type = lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
  if (type == "application/x-www-form-urlencoded") return urlencoded(body);
  if (type != "multipart/form-data") return std::nullopt;
  const auto boundary = parameter(content_type, "boundary");
  return boundary ? multipart(*boundary, body) : std::nullopt;
}

std::vector<std::string_view> Form::names_after(std::string_view prefix) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : fields_) {
    if (key.starts_with(prefix)) out.push_back(std::string_view(key).substr(prefix.size()));
  }
  return out;
}

std::string Form::value(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace lifecycled
