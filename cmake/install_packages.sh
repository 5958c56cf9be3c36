#!/bin/bash
# install_packages.sh [test]: installs the Debian packages of cmake/packages.txt that are missing;
# those marked "test" only when asked for. Touches no network when nothing is missing.
set -euo pipefail
scope=${1:-}
list=$(dirname "$0")/packages.txt

if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian: install what $list names by yourself." >&2
    exit 0
fi

missing=()
while read -r package mark _; do
    case $package in '' | '#'*) continue ;; esac
    if [ "$mark" = command ]; then
        if command -v "$package" >/dev/null; then continue; fi
    elif [ -n "$mark" ] && [ "$mark" != "$scope" ]; then
        continue
    fi
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    if [ "$status" != installed ]; then missing+=("$package"); fi
done <"$list"
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Missing packages, and neither root nor sudo to install them: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing missing packages: ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
