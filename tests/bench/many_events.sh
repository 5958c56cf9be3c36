#!/bin/bash
# many_events.sh [EVENTS...]: attrib-attribute over more events than the machine could keep as text: from
# four generators through pipes, in bounded memory, for each number of EVENTS (10 million to a thousand
# million); then the largest number again from a directory of 100 files that zstd compressed. Prints
# seconds, million events a second and the memory at its highest. Temporary files go to TMPDIR: about 40
# bytes an event, and 15 for the compressed files.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- 10000000 100000000 1000000000
bin=$PWD/build/release/bin
memory=${ATTRIB_BENCH_MEMORY:-4G}
generators=4
work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
export TMPDIR=$work
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# attribute NAME EVENTS FILE...
attribute() {
    local name=$1 events=$2
    shift 2
    rm -rf "$work/tables"
    /usr/bin/time -o "$work/took" -f '%e %M' "$bin/attrib-attribute" --memory "$memory" \
        --tables mart_channel_daily --output "$work/tables" "$@" >"$work/summary"
    awk -v name="$name" -v events="$events" '{
        printf "%s, %d events: %.1f s, %.2f million a second, at most %d MiB\n", name, events, $1,
            events / $1 / 1e6, $2 / 1024 }' "$work/took"
    grep -E '^(read|events|accepted)' "$work/summary" | head -n 2 || true
}

# feed EVENTS SEED: so many events, from generators that run one after another, as each keeps all of its
# own in memory (80 bytes an event).
feed() {
    local left=$1 seed=$2 part header=1
    for (( ; left > 0; left -= part, ++seed)); do
        part=$((left < 10000000 ? left : 10000000))
        "$bin/attrib-generate" --events "$part" --seed "$seed" --threads 2 --output - | tail -n +"$header"
        header=2
    done
}

for events in "$@"; do
    pipes=()
    for ((pipe = 1; pipe <= generators; ++pipe)); do
        pipes+=("$work/pipe$pipe")
        rm -f "${pipes[-1]}"
        mkfifo "${pipes[-1]}"
        feed $((events / generators)) $((pipe * 1000)) >"${pipes[-1]}" &
    done
    attribute "$generators pipes" "$events" "${pipes[@]}"
    wait
done

largest=${!#}
files=100
mkdir "$work/files"
for ((seed = 1; seed <= files; ++seed)); do
    "$bin/attrib-generate" --events $((largest / files)) --seed "$seed" --output - |
        zstd -q -1 -o "$work/files/$seed.csv.zst"
done
du -sm "$work/files" | awk '{ print "compressed files: " $1 " MiB" }'
attribute "$files compressed files" "$largest" "$work"/files/*
