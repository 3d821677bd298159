#include "reports/addressed_prose.hpp"

#include <algorithm>

#include "reports/mail_parts.hpp"

namespace email {
namespace {

constexpr std::size_t most_blocks = 100;

// Of a line such as "<anna@example.net>: host mx said ...": the address, else "".
std::string begins_with_address(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t') return "";
  const auto colon = line.find(':');
  if (colon == line.npos || colon > 300) return "";
  std::string_view head = line.substr(0, colon);
  if (head.find_first_of(" \t") != head.npos) return "";
  if (head.front() == '<' && head.back() != '>') return "";
  return bare_address(head);
}

}  // namespace

std::vector<AddressedProse> addressed_prose(std::string_view text) {
  std::vector<AddressedProse> blocks;
  std::size_t begin = 0;
  const auto close = [&](std::size_t at) {
    if (!blocks.empty()) blocks.back().text = text.substr(begin, at - begin);
  };
  for (std::size_t at = 0; at < text.size() && blocks.size() < most_blocks;) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (std::string address = begins_with_address(text.substr(at, end - at)); !address.empty()) {
      close(at);
      begin = at;
      blocks.push_back({std::move(address), {}});
    }
    at = end + 1;
  }
  close(text.size());
  if (blocks.size() < 2) blocks.clear();
  return blocks;
}

}  // namespace email
