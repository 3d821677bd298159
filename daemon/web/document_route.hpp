// GET /openapi.yaml: what this server answers, as schemas/openapi.yaml tells it. Io thread.
#pragma once

#include "web/router.hpp"

namespace lifecycled {

void add_document_route(Router& router);

// Embedded at build time.
std::string_view openapi_document();

}  // namespace lifecycled
