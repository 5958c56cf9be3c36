#!/bin/sh
# Sources are ASCII: what looks alike is alike. Texts for people (docs) and test data may be UTF-8.
set -u
found=$(find CMakeLists.txt CMakePresets.json apps cmake examples libattrib models tests .ci -type f \
    ! -path 'tests/data/*' ! -path '*/node_modules/*' ! -name '*.md' -exec env LC_ALL=C grep -nHP '[^\x00-\x7F]' {} +)
if [ -n "$found" ]; then
    echo "not ASCII:"
    echo "$found"
    exit 1
fi
