// http_posts ours|bare URL COUNT AT_ONCE: so many posts of 500 bytes, by the HTTP client that plugins are
// given or by libcurl's multi interface with nothing around it. Prints one JSON object: seconds, and the
// processor seconds of the one thread that did it.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <string>

#include <curl/curl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "plugin_host/http_client.hpp"

namespace {

const std::string body(500, 'x');

struct Work {
  std::string url;
  int count, at_once;
};

double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// As the child's loop does it; a request is sent from inside the answer to the one before, as plugins do.
int by_ours(const Work& work) {
  const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  lifecycled::HttpClientSettings settings;
  settings.allow_private_addresses = true;
  lifecycled::CurlHttpClient client(settings, [wake] {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake, &one, sizeof one));
  });
  int sent = 0, answered = 0, good = 0;
  const std::function<void()> send = [&] {
    if (sent == work.count) return;
    ++sent;
    lifecycled::HttpRequest request;
    request.url = work.url;
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer 0123456789"}};
    request.body = body;
    client.send(std::move(request), [&](const lifecycled::HttpResponse& response) {
      ++answered;
      if (response.status == 200) ++good;
      send();
    });
  };
  for (int i = 0; i < work.at_once; ++i) send();
  while (answered < work.count) {
    client.advance();
    pollfd watched[1] = {{wake, POLLIN, 0}};
    if (client.is_busy()) {
      client.wait(watched, -1);
    } else {
      ::poll(watched, 1, 0);
    }
    std::uint64_t count = 0;
    if (watched[0].revents != 0) static_cast<void>(!::read(wake, &count, sizeof count));
  }
  ::close(wake);
  return good;
}

// The least that a program around libcurl does: handles are used again, bodies are pointed to.
int by_bare_libcurl(const Work& work) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = curl_multi_init();
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Authorization: Bearer 0123456789");
  const auto ignore = +[](char*, std::size_t size, std::size_t count, void*) { return size * count; };
  int sent = 0, answered = 0, good = 0;
  for (; sent < work.at_once; ++sent) {
    CURL* handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, work.url.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, ignore);
    curl_multi_add_handle(multi, handle);
  }
  while (answered < work.count) {
    int number = 0;
    curl_multi_perform(multi, &number);
    while (const CURLMsg* message = curl_multi_info_read(multi, &number)) {
      CURL* handle = message->easy_handle;
      const bool went_well = message->data.result == CURLE_OK;
      long status = 0;
      curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
      ++answered;
      if (went_well && status == 200) ++good;
      curl_multi_remove_handle(multi, handle);
      if (sent < work.count) {
        ++sent;
        curl_multi_add_handle(multi, handle);
      } else {
        curl_easy_cleanup(handle);
      }
    }
    if (answered < work.count) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  curl_slist_free_all(headers);
  curl_multi_cleanup(multi);
  return good;
}

}  // namespace

int main(int count, char** words) try {
  if (count != 5) {
    std::fputs("usage: http_posts ours|bare URL COUNT AT_ONCE\n", stderr);
    return 2;
  }
  ::signal(SIGPIPE, SIG_IGN);
  const Work work{words[2], std::stoi(words[3]), std::stoi(words[4])};
  const auto begun = std::chrono::steady_clock::now();
  const double processor = processor_seconds();
  const int good = std::strcmp(words[1], "ours") == 0 ? by_ours(work) : by_bare_libcurl(work);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("{\"posts\": %d, \"seconds\": %.6f, \"cpu_seconds\": %.6f}\n", good, took.count(),
              processor_seconds() - processor);
  return good == work.count ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "http_posts: %s\n", error.what());
  return 1;
}
