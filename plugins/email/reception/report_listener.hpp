// Listens for mail servers that bring reports, a thread a connection and few of them. Constructor and
// destructor from one thread; what accept is given comes from others.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "lifecycled/channel.hpp"
#include "reception/smtp_session.hpp"

namespace email {

struct ListenAddress {
  std::string host, port;
};

// "127.0.0.1:2424", "[::1]:2424", "localhost:2424"; throws std::invalid_argument with what is wrong.
ListenAddress parse_listen_address(const std::string& text);

class ReportListener {
 public:
  // Binds a moment later on a thread of its own, and again until it can: a mere look at the options must not
  // take the port, and the process before this one may not have let go of it yet.
  ReportListener(lifecycled::plugin::Host host, ListenAddress address, std::string own_name,
                 SmtpSession::Accept accept, std::chrono::milliseconds patience = std::chrono::seconds(2));
  // Ends all connections.
  ~ReportListener();

 private:
  struct Connection;
  void listen();
  bool bind();
  void receive(int socket);
  bool wait(std::chrono::milliseconds time);
  void bury_the_ended();
  // The one that has been silent for longest is sent away; false: all are at work.
  bool make_room();

  const lifecycled::plugin::Host host_;
  const ListenAddress address_;
  const std::string own_name_;
  const SmtpSession::Accept accept_;
  const std::chrono::milliseconds patience_;  // with a silent one, where others wait
  int listening_ = -1;                        // the thread's own

  std::mutex mutex_;
  std::condition_variable wake_;
  // guarded by mutex_
  std::list<std::unique_ptr<Connection>> connections_;
  bool is_ending_ = false;

  std::thread thread_;
};

}  // namespace email
