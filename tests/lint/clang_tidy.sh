#!/bin/sh
# clang_tidy.sh BUILD PART: clang-tidy finds nothing in the sources of PART: core, postgres or http of
# the library, or programs. Without it a name or a dead branch is found by readers only. It reads the
# unity build that is configured in BUILD, since most of its time goes into the libraries' headers,
# once for every source it is given.
set -eu
build=$1
part=$2
folder=libattrib/CMakeFiles/attrib_$part.dir
if [ "$part" = programs ]; then folder='apps/.*'; fi
sources="$build/$folder/Unity/unity_[^/]*\.cxx"
if ! grep -qE "\"$sources\"" "$build/compile_commands.json"; then
    echo "$build/compile_commands.json holds no unity sources of $part"
    exit 1
fi
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if ! run-clang-tidy -j 1 -quiet -p "$build" "^$sources\$" >"$output" 2>&1; then
    grep -vE '^clang-tidy|warnings? generated|^Suppressed|^Use -header-filter' "$output"
    exit 1
fi
