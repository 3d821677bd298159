// Cuts a template into texts, outputs and tags; and the inside of {% liquid %} into tags, one a line. For the
// compiler of this folder only.
#pragma once

#include <cstdint>
#include <string_view>

namespace lifecycled::liquid {

struct Piece {
  enum class Is : std::uint8_t { text, output, tag };
  Is is = Is::text;
  std::string_view content;  // a text; what {{ }} holds; what follows a tag's name
  std::string_view name;     // of a tag
  std::size_t offset = 0;    // of the content in the source
  std::size_t place = 0;     // of the piece in the source
};

class Scanner {
 public:
  virtual ~Scanner() = default;
  virtual bool next(Piece& piece) = 0;
  // Behind the end tag of the block that was just opened; nothing in between is parsed but nested comments
  // and raw.
  virtual void skip_comment(std::size_t place) = 0;
  // The text up to the next {% end... %} of that name, as it stands: hyphens trim nothing of it.
  virtual Piece verbatim(std::string_view end_tag, std::size_t place) = 0;
};

class SourceScanner final : public Scanner {
 public:
  explicit SourceScanner(std::string_view source) : source_(source) {}
  bool next(Piece& piece) override;
  void skip_comment(std::size_t place) override;
  Piece verbatim(std::string_view end_tag, std::size_t place) override;

 private:
  // The piece from "{{" or "{%" at at_ on.
  void markup(Piece& piece);

  std::string_view source_;
  std::size_t at_ = 0;
  bool trims_left_ = false;  // the last piece ended in -}} or -%}
};

class LineScanner final : public Scanner {
 public:
  LineScanner(std::string_view text, std::size_t offset) : text_(text), base_(offset) {}
  bool next(Piece& piece) override;
  void skip_comment(std::size_t place) override;
  Piece verbatim(std::string_view end_tag, std::size_t place) override;

 private:
  std::string_view text_;
  std::size_t base_;
  std::size_t at_ = 0;
};

}  // namespace lifecycled::liquid
