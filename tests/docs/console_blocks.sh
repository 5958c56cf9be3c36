#!/bin/bash
# console_blocks.sh PROGRAMS: runs the commands (`$ ...`) of every console block in README.md and
# docs/, in the source root with the folder PROGRAMS on the path and $OUT an empty folder, and
# fails where the output is not what the page shows.
set -euo pipefail
PATH=$1:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OUT=$work/out
status=0
count=0

for page in README.md docs/*.md; do
    rm -rf "$OUT"
    mkdir "$OUT"
    awk '/^```console$/ {inside = 1; next} /^```$/ {inside = 0} inside' "$page" >"$work/shown"
    grep '^\$ ' "$work/shown" | cut -c3- >"$work/commands" || continue
    while IFS= read -r command; do
        echo "\$ $command"
        bash -c "$command" </dev/null 2>&1
        count=$((count + 1))
    done <"$work/commands" >"$work/actual"
    if ! diff "$work/shown" "$work/actual"; then
        echo "$page shows what is not so (<), see above for what is (>)"
        status=1
    fi
done
if [ "$count" -eq 0 ]; then
    echo "no console block found"
    status=1
fi
exit $status
