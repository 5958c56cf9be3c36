#!/bin/bash
# compare.sh [--events N] [--rounds N] [--write]: attrib-attribute against what else could do its job,
# on the same made-up events, whole processes in turns, and how its time grows with the events. Checks
# that all give the same rows. Prints medians and ratios; with --write puts them into
# docs/performance.md and its plot. Needs apt and npm: see tests/bench/compare.mjs.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake/install_packages.sh bench </dev/null
cmake --preset release >/dev/null
cmake --build --preset release >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --prefix build/bench @duckdb/node-api >/dev/null
exec node tests/bench/compare.mjs "$@"
