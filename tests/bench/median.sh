# shellcheck shell=bash
# median.sh: sourced by the benchmarks.

# The median of the numbers that lines of standard input begin with.
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
