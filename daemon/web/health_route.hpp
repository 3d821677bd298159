// GET /healthz: the io thread turns. Says nothing of what is behind it. Made by main().
#pragma once

#include "web/router.hpp"

namespace lifecycled {

void add_health_route(Router& router);

}  // namespace lifecycled
