#!/bin/sh
# compile_header.sh COMPILER STANDARD INCLUDE_FOLDER: the public headers must compile as anybody may compile them.
set -e
case "$2" in
  c++*) language=c++ headers="lifecycled/channel.hpp lifecycled/channel.h lifecycled/ext/started.h" ;;
  *) language=c headers="lifecycled/channel.h lifecycled/ext/started.h" ;;
esac
for header in $headers; do
  # Twice: an include guard is part of a header.
  printf '#include <%s>\n#include <%s>\nint main(void) { return 0; }\n' "$header" "$header" |
    "$1" -x "$language" -std="$2" -pedantic -Wall -Wextra -Werror -I "$3" -fsyntax-only -
done
