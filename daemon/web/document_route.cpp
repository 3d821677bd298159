#include "web/document_route.hpp"

namespace lifecycled {
namespace {

boost::asio::awaitable<Response> document(Request) {
  Response response{200, "application/yaml", std::string(openapi_document()), {}};
  co_return response;
}

}  // namespace

void add_document_route(Router& router) { router.add(Method::Get, "/openapi.yaml", 0, document); }

}  // namespace lifecycled
