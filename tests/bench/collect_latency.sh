#!/bin/bash
# collect_latency.sh [RATE] [SECONDS] [HISTORY]: RATE hits a second (1,000) to attrib-serve --collect for
# SECONDS (20), with HISTORY events (1,000,000) in the tables: milliseconds from a hit being sent to its
# answer, and to its event on the event stream, which is what the dashboard shows. Needs node.
set -euo pipefail
cd "$(dirname "$0")/../.."
rate=${1:-1000}
seconds=${2:-20}
history=${3:-1000000}
source tests/bench/live_setup.sh

generate "$history" 1
"$bin/attrib-load" "${here[@]}" "$work/history.csv"
serve --collect
wait_until_taken
node tests/bench/collect_latency.mjs "127.0.0.1:$port" "$rate" "$seconds"
