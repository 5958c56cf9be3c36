#!/bin/bash
# reports.sh [CONVERSIONS] [ROUNDS]: questions about any model and window, and about paths, asked of
# attrib-serve over HTTP, against DuckDB with the same touchpoints in a table of its own, the same number of
# threads, in turns. Every user converts once and has 5 touchpoints. Prints what the first question after a
# start takes (cold), then medians and ratios; then what answers about the newest day take while 1,000 events
# a second come in.
set -euo pipefail
cd "$(dirname "$0")/../.."
conversions=${1:-1000000}
rounds=${2:-5}
source tests/bench/live_setup.sh

awk -v users="$conversions" '
BEGIN {
    srand(7)
    origins = split("Paid Search,google,cpc,brand|Paid Search,google,cpc,generic|Paid Search,bing,cpc,brand|" \
        "Organic Search,google,organic,|Organic Search,bing,organic,|Direct,,,|Email,newsletter,email,spring|" \
        "Email,newsletter,email,weekly|Paid Social,facebook,paid_social,prospecting|" \
        "Paid Social,instagram,paid_social,retargeting|Organic Social,facebook,social,|" \
        "Referral,blog.example,referral,|Affiliates,partner,affiliate,summer|Display,dv360,display,awareness",
        origin, "|")
    split("mobile,desktop,tablet", device, ",")
    countries = split("Germany,France,United States,Japan,Brazil,India,Spain,Italy,Poland,Austria", country, ",")
    print "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium,campaign," \
        "page_location,device_category,country,event_value,currency"
    for (user = 1; user <= users; ++user) {
        sale = 1748736000 + int(rand() * 30 * 86400)  # June 2025
        used = device[1 + int(rand() * 3)]
        home = country[1 + int(rand() * countries)]
        for (visit = 0; visit < 5; ++visit) {
            time = visit == 4 ? sale : sale - (4 - visit) * 216000 - int(rand() * 200000)
            printf "%d-%d,%d.%d,%.0f,%s,%s,https://shop.example/p/%d,%s,%s,%s,%s\n", user, visit,
                user * 7919 % 1000003, user, time * 1000000 + int(rand() * 1000000),
                visit == 4 ? "purchase" : "page_view", origin[1 + int(rand() * origins)], int(rand() * 50),
                used, home, visit == 4 ? sprintf("%.2f", 5 + rand() * 200) : "",
                visit == 4 ? (rand() < 0.8 ? "EUR" : "USD") : ""
        }
    }
}' >"$work/journeys.csv"
"$bin/attrib-load" "${here[@]}" "$work/journeys.csv" 2>/dev/null
start_server
sql "vacuum analyze"
kill -TERM "$server"
wait "$server"
start_server
sql "copy (select conversion_id, extract(epoch from conversion_timestamp)::numeric * 1000000,
        revenue * 1000000, currency, extract(epoch from session_start)::numeric * 1000000, channel, source,
        medium, campaign
    from int_conversions join int_sessions using (user_pseudo_id)
    where session_start between conversion_timestamp - interval '90 days' and conversion_timestamp)
    to stdout (format csv)" >"$work/touchpoints.csv"
node tests/bench/reports.mjs "http://127.0.0.1:$port/api/v1" "$work/touchpoints.csv" "$rounds"

# The newest day while events come in: made-up ones, which go on where the history ends.
kill -TERM "$server"
wait "$server"
server=
rm -rf "$work/data"
generate 1000000 $((1000 * 20))
"$bin/attrib-load" "${here[@]}" "$work/history.csv" 2>/dev/null
start_server
cat "$work/header.csv" "$work/tail.rows" >"$work/part.csv"
stream --rate 1000 "$work/part.csv" >/dev/null &
streamer=$!
node tests/bench/reports.mjs "http://127.0.0.1:$port/api/v1" --newest-day 18
wait "$streamer"
streamer=
