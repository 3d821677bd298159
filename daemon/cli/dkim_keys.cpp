#include "cli/dkim_keys.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "cli/data_command.hpp"
#include "cli/openssl_parts.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t longest_file = 16384, longest_dns_text = 255;
// RFC 8301: 2,048 bits; longer ones do not fit into one answer of the DNS.
constexpr unsigned bits_of_rsa = 2048;

using Bio = std::unique_ptr<BIO, FreeBy<&BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeBy<&EVP_PKEY_free>>;

// A passphrase is asked for on no terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Key read_key(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, nullptr));
}

std::string pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  char* bytes = nullptr;
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("OpenSSL cannot write a key");
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  out.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size))));
  return out;
}

// RFC 6376, 3.6.1: of RSA the SubjectPublicKeyInfo; RFC 8463, 4: of Ed25519 the 32 bytes alone.
std::string public_half(EVP_PKEY* key, bool ed25519) {
  if (ed25519) {
    std::array<unsigned char, 32> bytes{};
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) != 1)
      throw std::runtime_error("OpenSSL shows no key");
    return base64(bytes.data(), size);
  }
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) throw std::runtime_error("OpenSSL shows no key");
  std::string text = base64(der, static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

// A key of root's would be closed to the daemon, beside whose settings it lies.
void give_to_owner_of_folder(const std::filesystem::path& file) {
  struct stat folder{};
  const auto parent = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  if (::geteuid() == 0 && ::stat(parent.c_str(), &folder) == 0 &&
      ::chown(file.c_str(), folder.st_uid, folder.st_gid) != 0)
    throw CommandError(fmt::format("{}: cannot be given to the owner of its folder", file.string()));
}

}  // namespace

DkimRecord keep_dkim_key(const std::filesystem::path& file, bool ed25519) {
  DkimRecord record;
  Key key;
  record.is_new = !std::filesystem::exists(std::filesystem::symlink_status(file));
  if (record.is_new) {
    key.reset(ed25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519") : EVP_RSA_gen(bits_of_rsa));
    if (!key) throw std::runtime_error("OpenSSL makes no key");
    write_file(file, pem_of(key.get()), 0600);
    give_to_owner_of_folder(file);
  } else {
    key = read_key(read_file(file, longest_file));
  }
  const int kind = key ? EVP_PKEY_get_base_id(key.get()) : EVP_PKEY_NONE;
  if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_ED25519) {
    throw CommandError(
        fmt::format("{} is there, and holds no private key of RSA or Ed25519 in PEM; name another file, or "
                    "restore it from your "
                    "backup",
                    file.string()));
  }
  const bool is_ed25519 = kind == EVP_PKEY_ED25519;
  record.algorithm = is_ed25519 ? "ed25519" : "rsa";
  record.text = fmt::format("v=DKIM1; k={}; p={}", record.algorithm, public_half(key.get(), is_ed25519));
  return record;
}

std::string in_zone_file(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += longest_dns_text)
    out += fmt::format("{}\"{}\"", out.empty() ? "" : " ", text.substr(at, longest_dns_text));
  return out;
}

}  // namespace lifecycled
