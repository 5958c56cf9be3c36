#!/bin/sh
# Files stay small enough to be read at one sitting.
set -eu
status=0
at_most() {
    limit=$1
    shift
    for file in "$@"; do
        lines=$(wc -l <"$file")
        if [ "$lines" -gt "$limit" ]; then
            echo "$file has $lines lines, more than $limit"
            status=1
        fi
    done
}
at_most 80 CMakeLists.txt
at_most 100 apps/*/main.cpp
# shellcheck disable=SC2046  # our names hold no spaces
at_most 400 $(find apps examples libattrib tests -name '*.[ch]pp')
# shellcheck disable=SC2046
at_most 300 $(find apps/dashboard tests/browser \( -name '*.js' -o -name '*.mjs' -o -name '*.css' \) \
    ! -path '*/node_modules/*' ! -path '*/vendor/*')
exit $status
