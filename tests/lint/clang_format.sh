#!/bin/sh
# Every C++ source is as clang-format leaves it. To repair: clang-format -i FILE.
set -eu
find apps examples libattrib tests -name '*.[ch]pp' -exec clang-format --dry-run -Werror {} +
