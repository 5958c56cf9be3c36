#!/bin/bash
# paths_against_peers.sh [ROUNDS]: removal effects of a Markov chain of order 1 from files of 10 thousand
# and 1 million paths, by attrib-attribute, by ChannelAttribution, which simulates, and by MAM, which
# inverts matrices, in turns. The paths are made up: 12 channels, six touches on average, as in
# ChannelAttribution's own example. Both come from PyPI into build/bench; where it does not answer,
# only ours is measured. Prints medians of seconds, of the processor's seconds, which others on the
# machine change less, ratios, and how far effects differ. Theirs leave out the start of Python and
# imports. Ours has the whole process; the seconds without its start leave out what --version takes,
# and the second ratio is of these. ChannelAttribution runs at its default accuracy, 0.05, and, of
# 10 thousand paths, at 0.005 as well.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-3}
attribute=$PWD/build/release/bin/attrib-attribute
bench=$PWD/build/bench
mkdir -p "$bench"

work=$(mktemp -d "${TMPDIR:-/tmp}/attrib-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

peers=()
if [ -x "$bench/paths/bin/python" ] || python3 -m venv "$bench/paths"; then
    if "$bench/paths/bin/pip" install --quiet 'ChannelAttribution==2.2.5' matplotlib \
        'marketing_attribution_models==2.1.1'; then
        peers=(ChannelAttribution0.05 MAM)
    fi
fi
[ "${#peers[@]}" -ne 0 ] || echo "skipped: ChannelAttribution and MAM, as PyPI does not answer"

# make_paths COUNT: the same on every machine, as it draws its numbers itself.
make_paths() {
    awk -v count="$1" '
    function drawn(bound) {
        state = (state * 16807) % 2147483647
        return int(state / 2147483647 * bound)
    }
    BEGIN {
        state = 20260131
        split("iota iota iota iota beta beta beta eta eta eta alpha alpha alpha theta lambda " \
              "epsilon zeta kappa gamma delta mi", channels, " ")
        for (i in channels) ++many
        print "path;total_conversions;total_conversion_value;total_null"
        for (i = 0; i < count; ++i) {
            channel = channels[1 + drawn(many)]
            path = channel
            while (drawn(6) != 0) {
                if (drawn(2)) channel = channels[1 + drawn(many)]
                path = path " > " channel
            }
            conversions = drawn(10) < 7 ? 1 + drawn(2) * drawn(3) : 0
            printf "%s;%d;%.3f;%d\n", path, conversions, conversions * drawn(9000) / 1000, 2 + drawn(3)
        }
    }'
}

# median FILE COLUMN
median() { awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.0f", a / (b > 0 ? b : 0.001) }'; }

# microseconds COMMAND...: how long it takes.
microseconds() {
    local begin=${EPOCHREALTIME/./}
    "$@" >/dev/null
    echo $((${EPOCHREALTIME/./} - begin))
}

# ours FILE: seconds of the process, of the processor, and of the process but for its start.
ours() {
    local TIMEFORMAT='%U %S' took start processor
    local command=("$attribute" --paths "$1" --model markov_channel --threads 2)
    start=$(microseconds "$attribute" --version)
    took=$(microseconds "${command[@]}")
    processor=$({ time "${command[@]}" >/dev/null; } 2>&1)
    awk -v took="$took" -v start="$start" -v processor="$processor" 'BEGIN {
        split(processor, part, " ")
        printf "%.4f %.3f %.4f\n", took / 1e6, part[1] + part[2], (took - start) / 1e6
    }'
}

theirs() {
    "$bench/paths/bin/python" tests/bench/paths_peers.py "$1" "$work/$2.csv" "$2" \
        2>"$work/error" || { cat "$work/error" >&2; exit 1; }
}

# The largest difference of an effect between two tables.
difference() {
    awk -F, 'FNR == 1 { next } NR == FNR { ours[$1] = $2; next }
        { d = ours[$1] - $2; if (d < 0) d = -d; if (d > most) most = d; ++found }
        END { printf "%.1e of %d channels", most, found }' "$1" "$2"
}

for count in 10000 1000000; do
    make_paths "$count" >"$work/paths.csv"
    rm -f "$work"/*.seconds
    "$attribute" --paths "$work/paths.csv" --model markov_channel --output "$work/ours" >/dev/null
    now=(${peers[@]+"${peers[@]}"})
    [ "$count" -ne 10000 ] || [ "${#now[@]}" -eq 0 ] || now+=(ChannelAttribution0.005)
    for ((round = 0; round < rounds; ++round)); do
        # The machine gets memory back for the first run after theirs. Theirs get it with their
        # imports, which do not count either.
        ours "$work/paths.csv" >/dev/null
        ours "$work/paths.csv" >>"$work/ours.seconds"
        for peer in ${now[@]+"${now[@]}"}; do
            theirs "$work/paths.csv" "$peer" >>"$work/$peer.seconds"
        done
    done
    mine=$(median "$work/ours.seconds" 1)
    my_processor=$(median "$work/ours.seconds" 2)
    started=$(median "$work/ours.seconds" 3)
    echo "$count paths: attrib-attribute $mine s, $started s without its start," \
        "processor $my_processor s"
    for peer in ${now[@]+"${now[@]}"}; do
        took=$(median "$work/$peer.seconds" 1)
        processor=$(median "$work/$peer.seconds" 2)
        echo "  $peer $took s, $(ratio "$took" "$mine") and $(ratio "$took" "$started") times;" \
            "processor $processor s, $(ratio "$processor" "$my_processor") times; effects differ by at most" \
            "$(difference "$work/ours/path_effects.csv" "$work/$peer.csv")"
    done
done
