#!/bin/sh
# clang_tidy.sh BUILD: clang-tidy finds nothing in the sources of library and programs. BUILD holds
# compile_commands.json. Without this check a name or a dead branch is found by readers only.
set -eu
sources="^$(pwd)/(libattrib|apps)/.*\.cpp\$"
if ! grep -q "$(pwd)/libattrib/core/" "$1/compile_commands.json"; then
    echo "$1/compile_commands.json does not hold this source tree"
    exit 1
fi
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if ! run-clang-tidy -quiet -p "$1" "$sources" >"$output" 2>&1; then
    grep -vE '^clang-tidy|warnings? generated|^Suppressed|^Use -header-filter' "$output"
    exit 1
fi
