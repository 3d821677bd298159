#include "store/reject_files.hpp"

namespace lifecycled {

void RejectFiles::note(std::string_view path, Instant now) {
  Query(database_, "INSERT OR REPLACE INTO reject_files (path, written_at) VALUES (?1, ?2)")
      .bind(path, to_ms(now))
      .run();
}

std::vector<std::string> RejectFiles::all() {
  Query query(database_, "SELECT path FROM reject_files ORDER BY path");
  std::vector<std::string> out;
  while (query.step()) out.push_back(query.text(0));
  return out;
}

void RejectFiles::forget(std::string_view path) {
  Query(database_, "DELETE FROM reject_files WHERE path = ?1").bind(path).run();
}

}  // namespace lifecycled
