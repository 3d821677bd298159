// Keys that sign a shop's mails (DKIM: RFC 6376, RFC 8463), in PEM, and the DNS record of their public
// halves. `lifecycled keys dkim`.
#pragma once

#include <filesystem>
#include <string>

namespace lifecycled {

struct DkimRecord {
  std::string text;  // "v=DKIM1; k=rsa; p=..."
  std::string algorithm;
  bool is_new = false;
};

// The key in that file, which is made where there is none: RSA of 2,048 bits, or Ed25519. One that is there
// is never written over. Throws CommandError.
DkimRecord keep_dkim_key(const std::filesystem::path& file, bool ed25519);

// A record's text as zone files want it: texts of the DNS hold 255 octets each.
std::string in_zone_file(const std::string& text);

}  // namespace lifecycled
