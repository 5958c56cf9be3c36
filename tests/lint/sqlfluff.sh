#!/bin/bash
# sqlfluff.sh FOLDER: the SQL models keep to .sqlfluff, and parse in the dialects that macros know.
# Needs sqlfluff 2 or later: that of FOLDER, dbt's environment, is installed from PyPI. Where PyPI does
# not answer, says so and ends with 77.
set -euo pipefail
if ! programs=$(tests/dbt/install_dbt.sh "$1"); then
    echo "skipped: $programs"
    exit 77
fi
export PATH=$programs:$PATH
sqlfluff lint --disable-progress-bar models
for dialect in duckdb snowflake bigquery; do
    for folder in models/models models/tests; do
        if ! ATTRIB_SQL_DIALECT=$dialect sqlfluff parse --dialect "$dialect" "$folder" >/dev/null 2>&1; then
            echo "$folder does not parse as $dialect: run"
            echo "ATTRIB_SQL_DIALECT=$dialect sqlfluff parse --dialect $dialect $folder"
            exit 1
        fi
    done
done
