// Whether two domains belong together for DMARC's relaxed alignment (RFC 7489, 3.1), near enough without the
// list of public suffixes: one is the other's, or both are below one name of two labels that is no country's
// second level. Pure. [any]
#pragma once

#include <string_view>

namespace email {

bool is_aligned(std::string_view one, std::string_view other);

}  // namespace email
