#include "reception/report_listener.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace email;

namespace {

sockaddr_in local(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = local(0);
  REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

// The first line that a new connection hears; it stays open.
std::string greeting(int port, std::vector<int>& open) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  open.push_back(socket);
  const sockaddr_in address = local(port);
  for (int tries = 0;
       ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && tries < 200;
       ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  char bytes[200];
  const ssize_t n = ::recv(socket, bytes, sizeof bytes, 0);
  return n <= 0 ? "" : std::string(bytes, static_cast<std::size_t>(n));
}

std::string greeting_beside_32_silent_ones(std::chrono::milliseconds patience) {
  lc_host table{};
  table.log = [](const lc_host*, int32_t, const char*) {};
  const int port = free_port();
  std::vector<int> open;
  std::string heard;
  {
    const ReportListener listener(
        lifecycled::plugin::Host(&table), {"127.0.0.1", std::to_string(port)}, "shop.example",
        [](const std::string&, const std::vector<std::string>&) { return true; }, patience);
    for (int i = 0; i < 32; ++i) CHECK(greeting(port, open).starts_with("220 "));
    heard = greeting(port, open);
  }
  for (const int socket : open) ::close(socket);
  return heard;
}

}  // namespace

TEST_CASE("who is silent gives way to who comes, and who is at work does not") {
  CHECK(greeting_beside_32_silent_ones(std::chrono::milliseconds(0)).starts_with("220 "));
  CHECK(greeting_beside_32_silent_ones(std::chrono::hours(1)).starts_with("421 "));
}
