-- One row a value of the column $4, conversion_name or currency, of conversions from $1 to before
-- $2, of which $3 is a model of the tables; most conversions first.
with named as (
    select
        case when $4::text = 'currency' then currency else conversion_name end as named_value,
        conversions
    from mart_channel_daily
    where conversion_date >= $1::date and conversion_date < $2::date and model = $3
)

select
    named_value,
    sum(conversions)::bigint as conversions
from named
group by named_value
order by sum(conversions) desc, named_value
