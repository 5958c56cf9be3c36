#!/bin/sh
# The page's JavaScript and its tests keep to tests/browser/eslint.config.mjs.
set -eu
tests/browser/install.sh
tests/browser/node_modules/.bin/eslint --config tests/browser/eslint.config.mjs --max-warnings 0 \
    apps/dashboard/js libattrib/http/attrib.js tests/browser tests/citus tests/clients --ignore-pattern '**/node_modules/**'
