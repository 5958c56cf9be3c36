#!/bin/bash
# install_dbt.sh FOLDER: makes FOLDER a Python environment with dbt, unless it is one, and prints the
# path of dbt. Without Python or PyPI it prints why not and ends with 77.
set -euo pipefail
folder=$1
skip() {
    rm -rf "$folder"
    echo "$1"
    exit 77
}
if [ ! -x "$folder/bin/dbt" ]; then
    command -v python3 >/dev/null || skip "there is no python3"
    rm -rf "$folder"
    python3 -m venv "$folder" >/dev/null 2>&1 || skip "python3 makes no virtual environment"
    "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 10 \
        'dbt-core~=1.10.0' 'dbt-postgres~=1.9' >/dev/null 2>&1 ||
        skip "PyPI does not give dbt-core and dbt-postgres"
fi
echo "$folder/bin/dbt"
