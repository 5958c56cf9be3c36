#!/bin/sh
# clang_tidy.sh [BUILD]: clang-tidy finds nothing in the sources of library and programs. Without it
# a name or a dead branch is found by readers only. It reads a unity build, since most of its time
# goes into the libraries' headers, once for every source it is given. BUILD is the folder of a unity
# build that is configured; without it the script configures the preset `unity`.
set -eu
build=${1:-}
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if [ -z "$build" ]; then
    build=$(pwd)/build/unity
    if ! cmake --preset unity >"$output" 2>&1; then
        cat "$output"
        exit 1
    fi
fi
sources="^$build/(libattrib|apps)/.*/Unity/unity_.*\.cxx\$"
if ! grep -qE "\"$build/libattrib/.*/Unity/unity_" "$build/compile_commands.json"; then
    echo "$build/compile_commands.json holds no unity sources of libattrib"
    exit 1
fi
# At a low priority: tests that wait for servers run at the same time.
if ! nice -n 5 run-clang-tidy -quiet -p "$build" "$sources" >"$output" 2>&1; then
    grep -vE '^clang-tidy|warnings? generated|^Suppressed|^Use -header-filter' "$output"
    exit 1
fi
