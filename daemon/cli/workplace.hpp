// The state folder of one shop and the right to write to it: database, keys, control socket, locks. One
// writer, always: whoever holds the lock. Thrown errors are for people.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "base/signed_token.hpp"
#include "base/time.hpp"
#include "config/settings.hpp"

namespace lifecycled {

class Workplace {
 public:
  // Makes the folder if need be.
  explicit Workplace(std::filesystem::path state_folder);
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  // False if another process writes here: a daemon as a rule.
  bool try_lock();
  std::filesystem::path database() const { return folder_ / "lifecycled.db"; }
  std::filesystem::path control_socket() const { return folder_ / "control.sock"; }
  std::filesystem::path epoch() const { return folder_ / "epoch"; }
  std::filesystem::path erasure_log() const { return folder_ / "erasures.log"; }
  // What people are hashed with where only a hash may stay: in ledger.key, made at the first start, or where
  // the settings say. `is_in_use`: the ledger is sealed with it, and none may be made.
  std::string ledger_key(const std::optional<SecretReference>& elsewhere, bool is_in_use,
                         Random& random) const;
  std::filesystem::path channel_ledger(const std::string& channel) const {
    return folder_ / ("channel-" + channel + ".lock");
  }
  std::filesystem::path link_keys() const { return folder_ / "link.key"; }
  // By the keys that sign links, the first of which is made at the first start. Lose them and links already
  // sent stop working.
  std::shared_ptr<TokenSigner> token_signer(Random& random, Instant now) const;

 private:
  std::filesystem::path folder_;
  int lock_ = -1;
};

}  // namespace lifecycled
