#include "message/qr_code.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <qrencode.h>
#include <zlib.h>

#include "base/crypto.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_pictures = 20;
constexpr std::size_t module_pixels = 8;
constexpr std::size_t quiet_modules = 4;  // ISO/IEC 18004
constexpr std::string_view start = "\"cid:qr.";
constexpr std::string_view ending = "@lifecycled";

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

// Where the reference at `at` ends and the text that it holds.
struct Found {
  std::size_t begin, end;  // of the whole "cid:..." without quotes
  std::string text;
};
std::optional<Found> next_reference(std::string_view html, std::size_t from) {
  for (auto at = html.find(start, from); at != std::string_view::npos; at = html.find(start, at + 1)) {
    const auto quote = html.find('"', at + 1);
    if (quote == std::string_view::npos) return std::nullopt;
    std::string_view held = html.substr(at + start.size(), quote - at - start.size());
    if (!held.ends_with(ending)) continue;
    held.remove_suffix(ending.size());
    if (auto text = from_base64url(held)) return Found{at + 1, quote, std::move(*text)};
  }
  return std::nullopt;
}

std::string base64(const std::string& bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

std::string qr_reference(std::string_view text) {
  return "cid:qr." + to_base64url(text) + std::string(ending);
}

std::optional<std::string> qr_png(std::string_view text) {
  const Code code = code_of(text);
  return code ? std::optional(png(*code)) : std::nullopt;
}

std::optional<std::string> qr_svg(std::string_view text) {
  const Code code = code_of(text);
  return code ? std::optional(svg(*code)) : std::nullopt;
}

std::vector<QrPicture> qr_pictures(std::string_view html) {
  std::vector<QrPicture> out;
  std::size_t from = 0;
  while (const auto found = next_reference(html, from)) {
    from = found->end;
    const std::string id(html.substr(found->begin + 4, found->end - found->begin - 4));
    if (std::ranges::find(out, id, &QrPicture::content_id) != out.end()) continue;
    if (out.size() == most_pictures) break;
    if (auto picture = qr_png(found->text)) out.push_back({id, std::move(*picture)});
  }
  return out;
}

std::string with_qr_inside(std::string html) {
  for (const QrPicture& picture : qr_pictures(html)) {
    const std::string reference = "\"cid:" + picture.content_id + "\"";
    const std::string data = "\"data:image/png;base64," + base64(picture.png) + "\"";
    for (auto at = html.find(reference); at != std::string::npos; at = html.find(reference, at + data.size()))
      html.replace(at, reference.size(), data);
  }
  return html;
}

}  // namespace lifecycled
