#!/bin/bash
# install_dbt.sh FOLDER: makes FOLDER a Python environment with dbt for Postgres and DuckDB, and with
# sqlfluff, unless it is one, and prints the folder of its programs. Without Python or PyPI it prints
# why not and ends with 77.
set -euo pipefail
folder=$1
skip() {
    rm -rf "$folder"
    echo "$1"
    exit 77
}
mkdir -p "$(dirname "$folder")"
exec {lock}>"$folder.lock"
flock "$lock" # tests that run at the same time install once
if [ ! -e "$folder/bin/dbt" ] || [ ! -e "$folder/bin/sqlfluff" ]; then
    command -v python3 >/dev/null || skip "there is no python3"
    rm -rf "$folder"
    python3 -m venv "$folder" >/dev/null 2>&1 || skip "python3 makes no virtual environment"
    "$folder/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 10 \
        'dbt-core~=1.11.0' 'dbt-postgres~=1.9' 'dbt-duckdb~=1.9' 'sqlfluff~=4.0' >/dev/null 2>&1 ||
        skip "PyPI does not give dbt-core, dbt-postgres, dbt-duckdb and sqlfluff"
fi
echo "$folder/bin"
