#!/bin/bash
# compare.sh [--events N] [--rounds N] [--only PART] [--write]: the engine, the loader and the tables in
# Postgres against what else could do their job, on the same made-up events, whole processes in turns;
# and how the engine's time grows with the events. Checks that all give the same rows. Prints medians
# and ratios; with --write puts them into docs/performance.md and its plot. Needs apt and npm: see
# tests/bench/compare.mjs.
set -euo pipefail
cd "$(dirname "$0")/../.."
case " $* " in
*" --help "*) exec node tests/bench/compare.mjs --help ;;  # installs and builds nothing
esac
cmake/install_packages.sh bench </dev/null
cmake --preset release -DATTRIB_BUILD_BENCHMARKS=ON >/dev/null
cmake --build --preset release >/dev/null
npm install --silent --no-audit --no-fund --no-package-lock --prefix build/bench @duckdb/node-api >/dev/null
exec node tests/bench/compare.mjs "$@"
