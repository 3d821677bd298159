// bare_http PORT: answers 200 to every request, on one thread, with the HTTP parser that the daemon is built
// on and nothing behind it. Ends with its standard input.
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"success\": true}";

asio::awaitable<void> serve(tcp::socket socket) {
  socket.set_option(tcp::no_delay(true));
  socket.non_blocking(true);
  std::string buffer(16 * 1024, '\0');
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  for (std::size_t held = 0; !error;) {
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    while (!parser.is_done()) {
      if (held > 0) {
        boost::system::error_code parsed;
        const std::size_t used = parser.put(asio::buffer(buffer.data(), held), parsed);
        held -= used;
        std::memmove(buffer.data(), buffer.data() + used, held);
        if (parsed && parsed != http::error::need_more) co_return;
        if (parser.is_done()) break;
      }
      const auto room = asio::buffer(buffer.data() + held, buffer.size() - held);
      const std::size_t size = co_await socket.async_read_some(room, token);
      if (error) co_return;
      held += size;
    }
    socket.write_some(asio::buffer(answer.data(), answer.size()), error);
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor) {
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("usage: bare_http PORT\n", stderr);
    return 2;
  }
  try {
    asio::io_context io{1};
    const auto port = static_cast<unsigned short>(std::stoi(words[1]));
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), port});
    asio::co_spawn(io, accept(acceptor), asio::detached);
    asio::posix::stream_descriptor input(io, ::dup(STDIN_FILENO));
    input.async_wait(asio::posix::stream_descriptor::wait_read,
                     [&](boost::system::error_code) { io.stop(); });
    io.run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bare_http: %s\n", error.what());
    return 1;
  }
}
