// A client with a loop of its own, as the child has one, that runs until something has been answered. For
// tests.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "plugin_host/http_client.hpp"

namespace lifecycled::tests {

inline HttpClientSettings on_loopback() {
  HttpClientSettings settings;
  settings.allow_private_addresses = true;
  return settings;
}

inline HttpRequest post(const std::string& url, const std::string& body = "hello") {
  HttpRequest request;
  request.url = url;
  request.body = body;
  return request;
}
inline HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

struct ClientLoop {
  explicit ClientLoop(HttpClientSettings settings = on_loopback())
      : client(std::move(settings), [this] {
          const std::uint64_t one = 1;
          CHECK(::write(wake, &one, sizeof one) == sizeof one);
        }) {}
  ~ClientLoop() { ::close(wake); }

  // Its answer stands at the index that is returned.
  std::size_t send(HttpRequest request) {
    answers.emplace_back();
    const std::size_t index = answers.size() - 1;
    client.send(std::move(request), [this, index](HttpResponse response) {
      CHECK(!answers[index].has_value());  // exactly once
      answers[index] = std::move(response);
    });
    CHECK(!answers[index].has_value());  // never from inside
    return index;
  }
  HttpResponse ask(HttpRequest request) {
    const std::size_t index = send(std::move(request));
    run_until([&] { return answers[index].has_value(); });
    return *answers[index];
  }
  void turn() {
    pollfd watched[1] = {{wake, POLLIN, 0}};
    if (client.is_busy()) {
      client.wait(watched, 50);
    } else {
      ::poll(watched, 1, 50);
    }
    std::uint64_t count = 0;
    if (watched[0].revents != 0) CHECK(::read(wake, &count, sizeof count) == sizeof count);
    client.advance();
  }
  void run_until(const std::function<bool()>& happened) {
    const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!happened() && std::chrono::steady_clock::now() < give_up_at) turn();
    REQUIRE(happened());
  }
  void run_until_all_answered() {
    run_until([&] {
      for (const auto& answer : answers) {
        if (!answer.has_value()) return false;
      }
      return true;
    });
  }

  const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::vector<std::optional<HttpResponse>> answers;
  CurlHttpClient client;
};

}  // namespace lifecycled::tests
