#!/bin/sh
# Every public header libattrib/FOLDER/NAME.hpp has a tests/.../NAME_test.cpp. Run in the root.
set -eu
missing=0
for header in libattrib/*/*.hpp; do
    name=$(basename "$header" .hpp)
    if [ -z "$(find tests -name "${name}_test.cpp" -print -quit)" ]; then
        echo "$header has no ${name}_test.cpp under tests/"
        missing=1
    fi
done
exit $missing
