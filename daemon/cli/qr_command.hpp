// `lifecycled qr`: the code for an order's parcel, into a file or to standard output. Main thread.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace lifecycled {

struct QrCall {
  std::string file;  // lifecycled.toml
  std::string order, out;
  bool svg = false, png = false;
};

// When it was given, `run` becomes what it does; the references outlive the app.
void add_qr_command(CLI::App& app, QrCall& into, std::function<int()>& run);

}  // namespace lifecycled
