-- One row: null journeys that may still go on, as their last session lies within the lookback of the
-- newest day. $1 from, $2 to, $3 conversion name, $4 dimension, $5 days of lookback, $6 today.
select coalesce(sum(journeys), 0)::bigint as journeys
from dda_transitions_daily
where
    day >= $1::date and day < $2::date
    and day > (
        select max(newest.day) from dda_transitions_daily as newest
        where newest.day <= $6::date
    ) - $5::integer
    and conversion_name = $3::text
    and dimension = $4::text
    and kind = 'end'
