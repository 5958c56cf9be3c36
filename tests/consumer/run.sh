#!/bin/sh
# run.sh PROJECT BUILD WORK: installs the libraries of the build folder BUILD into a fresh prefix
# under WORK, then configures, builds and runs the project tests/consumer/PROJECT there.
set -eu
project=$1
build=$2
work=$3
source=$(pwd)

rm -rf "$work"
mkdir -p "$work"
components='core postgres'
if [ "$project" = find_http ]; then components='core postgres http'; fi
for component in $components; do
    # A prefix for find_package has no more than the project asks for.
    if [ "$project" != find_package ] || [ "$component" = core ]; then
        cmake --install "$build" --prefix "$work/prefix" --component "$component" >"$work/log"
    fi
done
test -s "$work/prefix/share/attrib/seeds/channel_rules.csv" -a -s "$work/prefix/share/doc/attrib/LICENSE"
cmake -G Ninja -S "tests/consumer/$project" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
    -DATTRIB_SOURCE="$source"
cmake --build "$work/build"

"$work/build/consumer" >"$work/output"
diff "tests/consumer/$project/expected.txt" "$work/output"

# A user of sessions and attribution links no libpq; a user of the database does.
needs_libpq=no
if ldd "$work/build/consumer" | grep -q libpq; then needs_libpq=yes; fi
expected=no
if [ "$project" = find_postgres ] || [ "$project" = find_http ]; then expected=yes; fi
if [ $needs_libpq != $expected ]; then
    echo "consumer links libpq: $needs_libpq, expected: $expected"
    exit 1
fi
