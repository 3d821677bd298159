// The client and the lookup of names, which this program answers itself: libcurl's getaddrinfo() is ours.
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <doctest/doctest.h>
#include <netdb.h>

#include "plugin_host/fake_provider.hpp"
#include "plugin_host/http_client_fixture.hpp"

using namespace lifecycled;
using namespace lifecycled::tests;

namespace {

// Lookups of "slow.test" last until a test lets them go.
struct Lookups {
  std::mutex mutex;
  std::condition_variable changed;
  bool are_held = true;
  int waiting = 0;

  void wait() {
    std::unique_lock lock(mutex);
    ++waiting;
    changed.notify_all();
    changed.wait(lock, [this] { return !are_held; });
    --waiting;
    changed.notify_all();
  }
  void let_go() {
    std::unique_lock lock(mutex);
    are_held = false;
    changed.notify_all();
    changed.wait(lock, [this] { return waiting == 0; });
  }
} lookups;

}  // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto real = reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  const std::string_view asked = name == nullptr ? "" : name;
  if (asked == "slow.test") {
    lookups.wait();
    return EAI_AGAIN;
  }
  if (asked == "unknown.test") return EAI_NONAME;
  if (asked == "inside.test") name = "127.0.0.1";
  return real(name, service, hints, result);
}

TEST_CASE("a name that leads to a private address is refused, and nothing is connected") {
  FakeProvider provider;
  const std::string url = "http://inside.test:" + std::to_string(provider.port()) + "/";
  {
    ClientLoop loop{HttpClientSettings{}};
    const HttpResponse response = loop.ask(post(url));
    CHECK(response.status == HttpResponse::not_sent);
    CHECK(response.error.starts_with("inside.test leads to 127.0.0.1 (loopback), and "));
    CHECK(provider.connections() == 0);
  }
  ClientLoop allowed;
  CHECK(allowed.ask(post(url)).status == 200);
}

TEST_CASE("a name that nobody knows is not sent to") {
  ClientLoop loop;
  const HttpResponse response = loop.ask(post("http://unknown.test/"));
  CHECK(response.status == HttpResponse::not_sent);
  CHECK(response.error == "Could not resolve host: unknown.test");
}

TEST_CASE("a lookup that hangs holds up nobody, and ends with its request") {
  FakeProvider provider;
  ClientLoop loop;
  HttpRequest slow = post("http://slow.test/");
  const std::size_t lasting = loop.send(slow);
  slow.timeout = std::chrono::milliseconds(100);
  const std::size_t late = loop.send(slow);
  loop.run_until([&] {
    const std::scoped_lock lock(lookups.mutex);
    return lookups.waiting == 2;
  });
  CHECK(loop.ask(post(provider.url())).status == 200);
  loop.run_until([&] { return loop.answers[late].has_value(); });
  CHECK(loop.answers[late]->status == HttpResponse::not_sent);
  CHECK(loop.answers[late]->error == "no answer within 100 ms");
  CHECK(!loop.answers[lasting].has_value());
  loop.client.close();  // and does not wait for it
  CHECK(loop.answers[lasting]->status == HttpResponse::not_sent);
  lookups.let_go();
}
