-- One row per transition of journeys, days added up.
-- $1 from, $2 to, $3 conversion name, $4 dimension.
select
    kind,
    from_value,
    to_value,
    sum(journeys)::bigint as journeys
from dda_transitions_daily
where
    day >= $1::date and day < $2::date
    and conversion_name = $3::text
    and dimension = $4::text
group by kind, from_value, to_value
