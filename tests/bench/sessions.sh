#!/bin/bash
# sessions.sh [SESSIONS] [ROUNDS]: sessions, users and conversion rates by any dimension, asked of
# attrib-serve over HTTP; values for a picker; and the same while events come in. The sessions, of a third
# as many users and 90 days, are written into the table by SQL. Prints what the first question with a column
# takes (cold), medians of later ones (each of them another question), and the memory that sessions take.
set -euo pipefail
cd "$(dirname "$0")/../.."
sessions=${1:-10000000}
rounds=${2:-9}
source tests/bench/live_setup.sh

generate 1000 1000
"$bin/attrib-load" "${here[@]}" "$work/history.csv" 2>/dev/null
"$bin/attrib-model" "${here[@]}" >/dev/null 2>&1
start_server
sql "truncate int_sessions; drop index int_sessions_user"
sql "with drawn as (
        select i, (hashint8(i) & 2147483647) % greatest($sessions / 3, 1) as person,
            hashint8(i + 1000000007) & 2147483647 as page,
            hashint8(i + 2000000011) & 2147483647 as origin
        from generate_series(1, $sessions::bigint) as i
    )
    insert into int_sessions (session_id, user_pseudo_id, session_start, session_end, event_count,
        channel, source, medium, campaign, landing_page, device_category, country, conversions)
    select 'user' || person || ':' || i, 'user' || person,
        '2025-01-01'::timestamptz + i * (interval '90 days' / $sessions),
        '2025-01-01'::timestamptz + i * (interval '90 days' / $sessions), 1,
        (array['Direct', 'Email', 'Paid Search', 'Organic Search', 'Paid Social', 'Referral', 'Display',
            'Affiliates'])[1 + origin % 8],
        (array['google', 'bing', 'newsletter', 'facebook', null, 'partner', 'blog.example'])[1 + origin % 7],
        (array['cpc', 'email', 'organic', 'social', null])[1 + origin % 5],
        'campaign ' || origin % 1000000, '/products/' || page % 10000,
        (array['mobile', 'desktop', 'tablet'])[1 + page % 3],
        (array['Germany', 'France', 'Spain', 'Italy', 'Japan'])[1 + page % 5], 0
    from drawn"
sql "create index int_sessions_user on int_sessions (user_pseudo_id, session_start)"
sql "vacuum analyze int_sessions"
kill -TERM "$server"
wait "$server"
serve --answer-timeout 120  # the first question reads all sessions
wait_until_taken
node tests/bench/sessions.mjs "http://127.0.0.1:$port" "$rounds"

# The last of the 90 days while 1,000 events a second of its users come in.
awk 'BEGIN {
    print "event_id,user_pseudo_id,event_timestamp,event_name,channel"
    for (i = 0; i < 15000; ++i)
        printf "live-%d,user%d,2025-03-31T%02d:%02d:%02dZ,page_view,Email\n", i, (i * 7919) % 100003,
            i / 3600, i / 60 % 60, i % 60
}' >"$work/live.csv"
"$bin/attrib-stream" "${here[@]}" --rate 1000 "$work/live.csv" 2>>"$work/stream.error" &
streamer=$!
node tests/bench/sessions.mjs "http://127.0.0.1:$port" --while-live 10
