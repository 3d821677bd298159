// Which handler answers which method and path. Built by main() before the server starts, constant afterwards;
// asked on the io thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "base/text.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

namespace lifecycled {

using Handler = std::function<boost::asio::awaitable<Response>(Request)>;
// What a person sees whose request came to nothing, by its status and Accept-Language.
using ErrorPage = std::function<Response(unsigned status, std::string_view accept_language)>;

// What of a client's requests is counted against its budget (web/admission).
enum class Throttle {
  Requests,    // each; and a failed token ten times more
  Failures,    // failed ones; once they are too many, the handler is not asked any more
  FailedKeys,  // wrong keys; the right one always passes
  Never
};

struct Route {
  Method method = Method::Get;
  std::size_t most_body_bytes = 0;
  Throttle throttle = Throttle::Requests;
  Handler handler;
};

class Router {
 public:
  // `pattern` is a path, or one that ends in "/*": the rest of the path goes to Request::tail. A GET route
  // answers HEAD too. Bodies beyond the limit, unzipped or not, are refused by the server.
  void add(Method method, std::string pattern, std::size_t most_body_bytes, Handler handler,
           Throttle throttle = Throttle::Requests);

  // For browsers that ask for HTML; without it they hear what programs do.
  void set_error_page(ErrorPage page) { error_page_ = std::move(page); }
  const ErrorPage& error_page() const { return error_page_; }

  struct Match {
    const Route* route = nullptr;
    std::string_view tail;  // into the path
    std::string allow;      // when the path is known and the method is not: what is
  };
  Match find(Method method, std::string_view path) const;

  // "GET /u/*" and so on, for tests that ask something of all of them.
  std::vector<std::pair<Method, std::string>> routes() const;

 private:
  using Routes = std::vector<Route>;
  TextMap<Routes> exact_;
  ErrorPage error_page_;
  std::vector<std::pair<std::string, Routes>> prefixes_;  // "/u/"
};

}  // namespace lifecycled
