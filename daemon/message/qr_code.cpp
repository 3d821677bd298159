#include "message/qr_code.hpp"

#include <cstdint>
#include <memory>

#include <fmt/format.h>
#include <qrencode.h>
#include <zlib.h>

namespace lifecycled {
namespace {

constexpr std::size_t module_pixels = 8;
constexpr std::size_t quiet_modules = 4;  // ISO/IEC 18004

std::string big_endian(std::uint32_t number) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(number >> shift & 0xff);
  return out;
}

std::string chunk(std::string_view type, const std::string& body) {
  const std::string whole = std::string(type) + body;
  const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(whole.data()), static_cast<uInt>(whole.size()));
  return big_endian(static_cast<std::uint32_t>(body.size())) + whole +
         big_endian(static_cast<std::uint32_t>(sum));
}

// One bit a pixel, 1 = white.
std::string png(const QRcode& code) {
  const auto modules = static_cast<std::size_t>(code.width);
  const std::size_t side = (modules + 2 * quiet_modules) * module_pixels;
  std::string rows;
  for (std::size_t y = 0; y < side; ++y) {
    rows += '\0';  // no filter
    std::string row(side / 8, '\xff');
    const std::size_t line = y / module_pixels - quiet_modules;  // wraps above the code
    for (std::size_t column = 0; line < modules && column < modules; ++column) {
      // A module is a byte wide.
      if ((code.data[line * modules + column] & 1) != 0) row[quiet_modules + column] = '\0';
    }
    rows += row;
  }
  std::string packed(::compressBound(rows.size()), '\0');
  uLongf size = packed.size();
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
             rows.size());
  packed.resize(size);
  const std::string edge = big_endian(static_cast<std::uint32_t>(side));
  return std::string("\x89PNG\r\n\x1a\n") + chunk("IHDR", edge + edge + std::string("\x01\0\0\0\0", 5)) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

// A path of one stroke a row of dark modules.
std::string svg(const QRcode& code) {
  const auto modules = static_cast<std::size_t>(code.width);
  const std::size_t side = modules + 2 * quiet_modules;
  std::string path;
  for (std::size_t y = 0; y < modules; ++y) {
    for (std::size_t x = 0; x < modules; ++x) {
      std::size_t run = 0;
      while (x + run < modules && (code.data[y * modules + x + run] & 1) != 0) ++run;
      if (run == 0) continue;
      path += fmt::format("M{} {}h{}v1h-{}z", x + quiet_modules, y + quiet_modules, run, run);
      x += run;
    }
  }
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>
)",
      side, path);
}

using Code = std::unique_ptr<QRcode, void (*)(QRcode*)>;
Code code_of(std::string_view text) {
  if (text.empty() || text.size() > most_qr_bytes) return {nullptr, ::QRcode_free};
  return {::QRcode_encodeData(static_cast<int>(text.size()),
                              reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M),
          ::QRcode_free};
}

}  // namespace

std::optional<std::string> qr_png(std::string_view text) {
  const Code code = code_of(text);
  return code ? std::optional(png(*code)) : std::nullopt;
}

std::optional<std::string> qr_svg(std::string_view text) {
  const Code code = code_of(text);
  return code ? std::optional(svg(*code)) : std::nullopt;
}

}  // namespace lifecycled
