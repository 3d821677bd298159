// What an operator has set for one e-mail channel. Plain data, constant after construction.
#pragma once

#include <string>

namespace email {

enum class Tls { Off, StartTls, Always };

struct Settings {
  std::string host;
  int port = 587;
  Tls tls = Tls::StartTls;
  std::string tls_ca_file;  // "": the system's
  std::string user, password;
  std::string sender;           // "Shop <shop@example.org>"; "": the message must bring one
  std::string envelope_sender;  // where bounces go; "": the sender's address
  std::string reply_to;
  std::string helo_name;
  long connections = 16;
  long connect_timeout_s = 10;
  long response_timeout_s = 300;
};

}  // namespace email
