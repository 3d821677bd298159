#include "cli/qr_command.hpp"

#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/file.hpp"
#include "cli/link_keys.hpp"
#include "cli/operator.hpp"
#include "config/load.hpp"
#include "message/links.hpp"
#include "message/qr_code.hpp"

namespace lifecycled {
namespace {

int write_code(const QrCall& call) {
  const Settings settings = load_configuration(call.file).configuration.settings;
  // The daemon makes it at its first start: one of our own making would sign what it does not take.
  const auto keys = read_link_keys(std::filesystem::path(settings.state_folder) / "link.key");
  const LinkMaker links(settings.http.public_url, std::make_shared<const TokenSigner>(secrets_of(keys)));
  const std::string link = links.order_rating(call.order);
  if (link.empty()) throw CommandError("--order must be an order's id of at most 100 bytes");
  const auto picture = call.png ? qr_png(link) : qr_svg(link);
  if (!picture) throw CommandError("the link to this order is too long for a code");
  if (call.out.empty()) {
    std::fwrite(picture->data(), 1, picture->size(), stdout);
  } else {
    write_file(call.out, *picture);
  }
  return 0;
}

}  // namespace

void add_qr_command(CLI::App& app, QrCall& into, std::function<int()>& run) {
  CLI::App* sub =
      app.add_subcommand("qr", "Make the QR code for an order's parcel: it leads to the rating page.");
  sub->add_option("--config", into.file, "The shop's lifecycled.toml")->capture_default_str();
  sub->add_option("--order", into.order, "The order's id, as the shop sends it; it need not be known yet")
      ->required();
  CLI::Option* svg = sub->add_flag("--svg", into.svg, "As lines, for print of any size (the default)");
  sub->add_flag("--png", into.png, "As a PNG picture")->excludes(svg);
  sub->add_option("--out", into.out, "Write it into this file instead of standard output");
  sub->footer("Over HTTP, for label printing:  GET /v1/qr?order_id=ID&format=svg  with a write key.");
  sub->callback([&into, &run] { run = [&into] { return write_code(into); }; });
}

}  // namespace lifecycled
