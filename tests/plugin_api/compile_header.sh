#!/bin/sh
# compile_header.sh COMPILER STANDARD INCLUDE_FOLDER: the public headers must compile as anybody may compile them,
# each alone.
set -e
cd "$3"
case "$2" in
  c++*) language=c++ headers=$(find lifecycled -name '*.hpp' -o -name '*.h') ;;
  *) language=c headers=$(find lifecycled -name '*.h') ;;
esac
for header in $headers; do
  # Twice: an include guard is part of a header.
  printf '#include <%s>\n#include <%s>\nint main(void) { return 0; }\n' "$header" "$header" |
    "$1" -x "$language" -std="$2" -pedantic -Wall -Wextra -Werror -I "$3" -fsyntax-only -
done
