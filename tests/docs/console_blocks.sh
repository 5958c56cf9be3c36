#!/bin/bash
# console_blocks.sh PROGRAMS [api]: runs the commands (`$ ...`) of every console block in README.md
# and docs/, in the source root with the folder PROGRAMS on the path and $OUT an empty folder, and
# fails where the output is not what the page shows.
#
#   api  those of ```console api instead: with $API the address of a server over generated events
set -euo pipefail
PATH=$(realpath "$1"):$PATH
kind=${2:-}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; wait "$server"; fi; rm -rf "$work"' EXIT
export OUT=$work/out API=
status=0
count=0

# Serves 59 days of events from a private Postgres, on a port that is free.
serve_events() {
    chmod 755 "$work" # Postgres runs as a user of its own
    attrib-generate --events 20000 --seed 1 --start 2025-01-15 --days 59 --output "$work/events.csv"
    attrib-load --data-dir "$work/data" "$work/events.csv"
    attrib-model --data-dir "$work/data"
    exec {said}< <(exec attrib-serve --collect --data-dir "$work/data" --listen 127.0.0.1:0 2>&1)
    server=$!
    local line
    while read -r -u "$said" line; do
        if [[ $line =~ listening\ on\ (http:.*) ]]; then
            API=${BASH_REMATCH[1]}/api/v1
            return
        fi
        echo "$line" >&2
    done
    return 1
}

if [ "$kind" = api ]; then serve_events >/dev/null; fi

for page in README.md docs/*.md; do
    rm -rf "$OUT"
    mkdir "$OUT"
    awk -v fence="\`\`\`console${kind:+ $kind}" '$0 == fence {inside = 1; next} /^```$/ {inside = 0} inside' "$page" >"$work/shown"
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
