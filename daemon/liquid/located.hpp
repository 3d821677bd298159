// A syntax error on its way from a parser to Template::parse(), which knows the source and makes an Error of
// it.
#pragma once

#include <cstddef>
#include <string>

namespace lifecycled::liquid {

struct Located {
  std::size_t offset;
  std::string text;
  std::string hint;
  Located(std::size_t where, std::string what, std::string help = {})
      : offset(where), text(std::move(what)), hint(std::move(help)) {}
};

}  // namespace lifecycled::liquid
