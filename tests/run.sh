#!/bin/bash
# run.sh: installs what is missing, builds, runs every test; then those about data structures and
# threads again under the sanitizers. It builds the preset `unity`, which takes far less time than
# `dev`. The last line is `N passed, N failed`; the exit status is 1 when anything failed, be it a
# build.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

passed=0
failed=0
log=$(mktemp)
# What failed, a line each: a long log is often cut down to its end.
failures=()
finish() {
    rm -f "$log"
    [ "${#failures[@]}" -eq 0 ] || printf 'failed: %s\n' "${failures[@]}"
    echo "$passed passed, $failed failed"
    if [ "$failed" -gt 0 ] || [ "$passed" -eq 0 ]; then exit 1; fi
    exit 0
}
trap 'failed=$((failed + 1)); finish' INT TERM

# Runs a command that is no test but must not fail; one that does counts as a failure.
must() {
    echo "== $*"
    if "$@" </dev/null; then return 0; fi
    failures+=("$*")
    failed=$((failed + 1))
    return 1
}

# run_tests PRESET ARGUMENT...: runs ctest and adds up what it says.
run_tests() {
    echo "== ctest --preset $*"
    ctest --preset "$@" --parallel "$(nproc)" </dev/null 2>&1 | tee "$log"
    local status=${PIPESTATUS[0]}
    local total wrong
    total=$(sed -n 's/^.*tests failed out of \([0-9]*\)$/\1/p' "$log")
    wrong=$(sed -n 's/^.* \([0-9]*\) tests failed out of .*$/\1/p' "$log")
    if [ -z "$total" ] || { [ "$status" -ne 0 ] && [ "$wrong" -eq 0 ]; }; then
        failures+=("ctest --preset $*")
        failed=$((failed + 1))
    fi
    # ctest lists after its summary what failed, as `  12 - name (Failed)`.
    local name
    while IFS= read -r name; do
        failures+=("$1: $name")
    done < <(sed -n 's/^[[:space:]]*[0-9]* - \(.*([A-Z][A-Za-z ]*)\).*$/\1/p' "$log")
    passed=$((passed + ${total:-0} - ${wrong:-0}))
    failed=$((failed + ${wrong:-0}))
}

# build PRESET TARGET...
build() { must cmake --preset "$1" && must cmake --build "build/$1" --target "${@:2}"; }

must cmake/install_packages.sh test || finish

if build unity all && must cmake --build build/unity --target all_verify_interface_header_sets; then
    run_tests unity
fi
if build asan unit_tests property_tests; then
    run_tests asan --label-regex '^(unit|property)$'
fi
if build tsan threads_tests; then
    run_tests tsan --label-regex '^threads$'
fi
finish
