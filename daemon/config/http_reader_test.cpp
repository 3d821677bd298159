#include "config/http_reader.hpp"

#include <doctest/doctest.h>

#include "config/settings_testing.hpp"

namespace lifecycled {
namespace {

using testing::mistakes;
using testing::read;

TEST_CASE("mistakes of http and intake") {
  CHECK(
      mistakes("[http]\nlisten = \"localhost\"\npublic_url = \"ftp://x\"\nmost_connections = 0\n"
               "most_body_bytes = \"1M\"\n") ==
      "lifecycled.toml:4:10: \"listen\" must be an address with a port such as \"127.0.0.1:8480\" or "
      "\"[::1]:8480\", perhaps after \"tls:\", or \"unix:/PATH\", not \"localhost\"\n"
      "lifecycled.toml:5:14: \"public_url\" must be an address such as \"https://mail.shop.example\", not "
      "\"ftp://x\"\n"
      "lifecycled.toml:6:20: \"most_connections\" must be a whole number from 1 to 100000, not 0\n"
      "lifecycled.toml:7:19: \"most_body_bytes\" must be a whole number from 1024 to 67108864, not \"1M\"\n");
  CHECK(mistakes("[http]\nlisten = \"0.0.0.0:8480\"\n") ==
        "lifecycled.toml:3:1: \"public_url\" is missing in [http]; links in messages need an address that "
        "customers can reach\n");
}

TEST_CASE("several places to listen, one of them with TLS") {
  const auto out = read(R"([shop]
name = "S"
[http]
listen      = ["unix:/run/x/http.sock", "tls:[::]:443"]
public_url  = "https://mail.shop.example"
certificate = "tls/chain.pem"
key         = "credential:tls_key"
per_client  = "1000/1h"
most_connections_per_client = 9
)");
  CHECK(out.mistakes == "");
  const HttpSettings& http = out.settings.http;
  CHECK(http.listen == std::vector<std::string>{"unix:/run/x/http.sock", "tls:[::]:443"});
  CHECK(http.certificate->text == "file:/etc/shop/tls/chain.pem");
  CHECK(http.key->text == "credential:tls_key");
  CHECK(http.per_client_count == 1000);
  CHECK(http.per_client_span == Milliseconds{3'600'000});
  CHECK(http.most_connections_per_client == 9);
  const auto settings = [](const std::string& rest) {
    return read("[shop]\nname = \"S\"\n[http]\n" + rest).settings;
  };
  CHECK(settings("per_client = \"any\"\n").http.per_client_count == 0);
  CHECK(settings("listen = \"tls:127.0.0.1:8443\"\ncertificate = \"c\"\nkey = \"k\"\n").http.public_url ==
        "https://127.0.0.1:8443");
}

TEST_CASE("mistakes of TLS and of rates") {
  CHECK(mistakes("[http]\nlisten = \"tls:127.0.0.1:443\"\nkey = \"k\"\n") ==
        "lifecycled.toml:3:1: \"certificate\" is missing in [http]; an address after \"tls:\" needs "
        "certificate "
        "and key\n");
  CHECK(mistakes("[http]\ncertificate = \"c\"\nkey = \"-----BEGIN PRIVATE KEY-----hunter2\"\n")
            .find("\"key\" must be a path") != std::string::npos);
  CHECK(mistakes("[http]\nper_client = \"600\"\n") ==
        "lifecycled.toml:4:14: \"per_client\" must be so many requests in so long, such as \"600/1m\", or "
        "\"any\", not \"600\"\n");
}

TEST_CASE("a proxy is an address or a range") {
  CHECK(mistakes("[http]\ntrusted_proxies = [\"::1\", \"localhost\", \"10.1.0.0/8\"]\n") ==
        "lifecycled.toml:4:27: \"localhost\" is no address or range such as \"127.0.0.1\" or \"10.0.0.0/8\"\n"
        "lifecycled.toml:4:40: \"10.1.0.0/8\" is no address or range such as \"127.0.0.1\" or "
        "\"10.0.0.0/8\"\n");
}

TEST_CASE("a secret in the file is an error that does not repeat it") {
  const std::string said = mistakes("[intake]\nwrite_keys = [\"hunter2\", \"hunter2\", \"env:A\"]\n");
  CHECK(said.find("hunter2") == std::string::npos);
  CHECK(said ==
        "lifecycled.toml:4:15: \"write_keys\" says where each key is kept, not the key itself; write "
        "\"env:NAME\", \"file:PATH\" or \"credential:NAME\"\n"
        "lifecycled.toml:4:26: \"write_keys\" has the same value twice; keep one\n");
}

}  // namespace
}  // namespace lifecycled
