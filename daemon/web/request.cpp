#include "web/request.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

std::string_view to_text(Method method) {
  switch (method) {
    case Method::Get:
      return "GET";
    case Method::Head:
      return "HEAD";
    case Method::Post:
      return "POST";
    case Method::Put:
      return "PUT";
    case Method::Delete:
      return "DELETE";
    case Method::Options:
      return "OPTIONS";
    case Method::Other:
      return "other";
  }
  return "";
}

void Request::add_header(std::string_view name, std::string_view value) {
  if (fields_.empty()) {
    fields_.reserve(12);
    header_text_.reserve(512);
  }
  fields_.push_back({static_cast<std::uint32_t>(header_text_.size()), static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
  header_text_ += name;
  header_text_ += value;
}

bool Request::is_named(const Field& field, std::string_view name) const {
  const auto named = std::string_view(header_text_).substr(field.at, field.name_size);
  return std::ranges::equal(named, name, [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view Request::value_of(const Field& field) const {
  return std::string_view(header_text_).substr(field.at + field.name_size, field.value_size);
}

const Request::Field* Request::find(std::string_view name) const {
  for (const Field& field : fields_) {
    if (is_named(field, name)) return &field;
  }
  return nullptr;
}

std::string_view Request::header(std::string_view name) const {
  const Field* field = find(name);
  return field ? value_of(*field) : std::string_view();
}

std::string Request::joined_header(std::string_view name) const {
  std::string all;
  for (const Field& field : fields_) {
    if (!is_named(field, name)) continue;
    if (!all.empty()) all += ',';
    all += value_of(field);
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> Request::headers() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Field& field : fields_) {
    const auto text = std::string_view(header_text_).substr(field.at);
    all.emplace_back(lower_ascii(text.substr(0, field.name_size)),
                     text.substr(field.name_size, field.value_size));
  }
  return all;
}

bool Request::has_header(std::string_view name) const { return find(name) != nullptr; }

std::string Request::query_value(std::string_view name) const { return Form::urlencoded(query).value(name); }

}  // namespace lifecycled
