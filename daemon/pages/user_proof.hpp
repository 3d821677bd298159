// Whether one of the shop's servers vouches for who is in front of a browser, so that a page cannot claim to
// be any customer. Any thread.
#pragma once

#include <string>

#include "base/time.hpp"
#include "intake/write_keys.hpp"

namespace lifecycled {

// `proof` is "EXPIRES.SIGNATURE", of "lifecycled-push.EXPIRES.USER_ID".
bool is_vouched_for(const WriteKeys& keys, const std::string& user_id, const std::string& proof, Instant now);

}  // namespace lifecycled
