#!/bin/sh
# The SQL models keep to .sqlfluff.
set -eu
sqlfluff lint --disable-progress-bar models
