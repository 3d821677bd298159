// What an operator has set for one e-mail channel. Plain data, constant after construction.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dkim/signer.hpp"
#include "reception/report_listener.hpp"
#include "reception/return_path.hpp"

namespace email {

enum class Tls { Off, StartTls, Always };

// Where mail is handed over.
struct Relay {
  std::string host;
  int port = 587;
  Tls tls = Tls::StartTls;
  std::string user, password;
  std::string login;  // "PLAIN", "LOGIN", "XOAUTH2"; "": what the relay offers
};

struct Settings {
  std::vector<Relay> relays;    // the first that answers is used
  std::string tls_ca_file;      // "": the system's
  std::string sender;           // "Shop <shop@example.org>"; "": the message must bring one
  std::string envelope_sender;  // where bounces go; "": the sender's address
  std::string reply_to;
  std::string helo_name;
  std::vector<std::string> sender_domains;  // that From may name; empty: the channel's sender's alone
  long connections = 16;
  long connect_timeout_s = 10;
  long response_timeout_s = 300;

  ReturnPath bounces;                       // set: each mail has a return path of its own
  ReturnPath unsubscriptions;               // set: List-Unsubscribe has a mailto
  std::vector<std::string> feedback_loops;  // whose complaints count by the address that they name
  ListenAddress report_listen;
  std::string report_folder;
  std::shared_ptr<const DkimSigner> dkim;  // null: the relay signs, or nobody
};

}  // namespace email
