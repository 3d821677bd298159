#include "plugin_check/scripted_provider.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;
using namespace lifecycled::plugin_check;

namespace {

struct Fixture {
  std::vector<int> statuses;
  int starts = 0;

  HttpRequest request(bool may_start = true) {
    HttpRequest r;
    r.url = "https://api.example.org/send";
    r.may_start = [this, may_start] { return ++starts, may_start; };
    return r;
  }
  HttpService::Done done() {
    return [this](const HttpResponse& response) { statuses.push_back(response.status); };
  }
};

ScriptedProvider::Script with_status(int status) {
  return [status](const HttpRequest&) {
    Answer answer;
    answer.response.status = status;
    return answer;
  };
}

}  // namespace

TEST_CASE("it answers at its turn, not before") {
  Fixture f;
  ScriptedProvider provider({}, with_status(204));
  provider.send(f.request(), f.done());
  CHECK(f.statuses.empty());
  CHECK(provider.turn());
  CHECK(f.statuses == std::vector{204});
  CHECK_FALSE(provider.turn());
  CHECK(f.starts == 1);
}

TEST_CASE("what may not start does not leave, what cannot leave is not started") {
  Fixture f;
  ScriptedProvider provider({}, with_status(200));
  provider.send(f.request(false), f.done());
  provider.turn();
  CHECK(f.statuses == std::vector{HttpResponse::not_sent});
  provider.set_script([](const HttpRequest&) { return Answer::not_sent(); });
  provider.send(f.request(), f.done());
  provider.turn();
  CHECK(f.statuses.size() == 2);
  CHECK(f.starts == 1);
}

TEST_CASE("what is held back is answered once it is released, or lost at the end") {
  Fixture f;
  ScriptedProvider provider({}, [](const HttpRequest&) { return Answer::later(); });
  provider.send(f.request(), f.done());
  provider.turn();
  CHECK(provider.held() == 1);
  provider.release(with_status(200));
  provider.turn();
  CHECK(f.statuses == std::vector{200});
  CHECK(f.starts == 1);

  provider.set_script([](const HttpRequest&) { return Answer::later(); });
  provider.send(f.request(), f.done());
  provider.turn();
  provider.send(f.request(), f.done());
  provider.close();
  provider.send(f.request(), f.done());
  CHECK(f.statuses == std::vector{200, HttpResponse::not_sent, HttpResponse::answer_lost});
}

TEST_CASE("side answers come first and are not counted") {
  Fixture f;
  ScriptedProvider provider({{"/send", {201, {}, ""}}}, with_status(500));
  provider.send(f.request(), f.done());
  provider.turn();
  CHECK(f.statuses == std::vector{201});
  CHECK(provider.requests().empty());
}

TEST_CASE("an answer longer than the plugin bears is a lost one") {
  Fixture f;
  ScriptedProvider provider({}, [](const HttpRequest&) {
    return Answer{Answer::How::Answered, response_from({200, {}, "0123456789"})};
  });
  HttpRequest request = f.request();
  request.response_limit = 9;
  provider.send(std::move(request), f.done());
  provider.turn();
  CHECK(f.statuses == std::vector{HttpResponse::answer_lost});
}

TEST_CASE("answers have ids of their own and understand Retry-After") {
  const ProviderAnswer answer{429, {{"retry-after", "37"}}, "@ID@ @ID@"};
  const HttpResponse first = response_from(answer), second = response_from(answer);
  CHECK(first.retry_after == std::chrono::seconds(37));
  CHECK(first.body != second.body);
  CHECK(first.body.find('@') == std::string::npos);
}
