#include "store/contents.hpp"

#include <memory>
#include <new>
#include <stdexcept>

#include <zstd.h>

#include "base/crypto.hpp"

namespace lifecycled {
namespace {
constexpr int compression_level = 1;  // 3 KB in some ten microseconds; higher levels gain little on mails
constexpr unsigned long long largest_text = 64ULL << 20;
}  // namespace

PackedContent pack_content(std::string_view text) {
  PackedContent out;
  out.hash = std::string(bytes_of(sha256(text)));
  out.body.resize(ZSTD_compressBound(text.size()));
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compression_level);
  // Without it a flipped bit would pass for another text.
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  const std::size_t size =
      ZSTD_compress2(context.get(), out.body.data(), out.body.size(), text.data(), text.size());
  if (ZSTD_isError(size)) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(size));
  out.body.resize(size);
  return out;
}

std::string unpack_content(std::string_view body) {
  const unsigned long long size = ZSTD_getFrameContentSize(body.data(), body.size());
  if (size > largest_text) throw std::runtime_error("stored content is damaged: it is no zstd frame of ours");
  std::string out(static_cast<std::size_t>(size), '\0');
  const std::size_t written = ZSTD_decompress(out.data(), out.size(), body.data(), body.size());
  if (ZSTD_isError(written) || written != out.size()) throw std::runtime_error("stored content is damaged");
  return out;
}

void Contents::save(std::int64_t delivery, const PackedContent& content, Instant now) {
  Query(database_,
        "INSERT OR IGNORE INTO contents (delivery_id, created_at, hash, body) VALUES (?1, ?2, ?3, ?4)")
      .bind(delivery, to_ms(now), as_blob(content.hash), as_blob(content.body))
      .run();
}

std::optional<std::string> Contents::find(std::int64_t delivery) {
  Query query(database_, "SELECT body FROM contents WHERE delivery_id = ?1 AND body IS NOT NULL");
  query.bind(delivery);
  if (!query.step()) return std::nullopt;
  return query.blob(0);
}

int Contents::forget(Instant before, std::size_t limit) {
  return Query(database_,
               "UPDATE contents SET body = NULL WHERE delivery_id IN (SELECT delivery_id FROM contents "
               "WHERE body IS NOT NULL AND created_at < ?1 ORDER BY created_at LIMIT ?2)")
      .bind(to_ms(before), limit)
      .run();
}

}  // namespace lifecycled
