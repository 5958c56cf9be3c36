#!/bin/sh
# install.sh: fetches Apache ECharts at the version of package-lock.json and puts the one file that
# the page loads where attrib-serve serves it from. Does nothing when it is there already.
set -eu
cd "$(dirname "$0")"

wanted=vendor/echarts.common.min.js
mark=vendor/.lock-digest
digest=$(sha256sum package-lock.json install.sh | sha256sum)
if [ -f "$wanted" ] && [ "$(cat "$mark" 2>/dev/null)" = "$digest" ]; then exit 0; fi

npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
mkdir -p vendor
# "common" has lines, bars and tooltips at two thirds of the whole.
cp node_modules/echarts/dist/echarts.common.min.js "$wanted"
cp node_modules/echarts/LICENSE vendor/LICENSE.echarts
cp node_modules/echarts/NOTICE vendor/NOTICE.echarts
echo "$digest" >"$mark"
