#!/bin/sh
# clang_tidy.sh: clang-tidy finds nothing in the sources of library and programs. Without this check
# a name or a dead branch is found by readers only. It reads the unity build, since most of its time
# goes into the libraries' headers, once for every source it is given.
set -eu
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if ! cmake --preset unity >"$output" 2>&1; then
    cat "$output"
    exit 1
fi
sources="^$(pwd)/build/unity/(libattrib|apps)/.*/Unity/unity_.*\.cxx\$"
if ! grep -qE '/build/unity/libattrib/.*/Unity/unity_' build/unity/compile_commands.json; then
    echo "build/unity/compile_commands.json holds no sources of libattrib"
    exit 1
fi
if ! run-clang-tidy -quiet -p build/unity "$sources" >"$output" 2>&1; then
    grep -vE '^clang-tidy|warnings? generated|^Suppressed|^Use -header-filter' "$output"
    exit 1
fi
