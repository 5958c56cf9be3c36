-- One row a delivery of the batches $1, newest first, $2 at most: with the channel that staging gives
-- it and, where it is a conversion that counts, what the models credit. Joins of user rows are inner
-- and by the user, as Citus wants them.
with batch_rows as (
    -- Each kind of batch by its index; without a bulk batch the second part is not even begun.
    select * from ga4_events_raw
    where batch_id = any($1::bigint[]) and batch_id % 2 = 0
    union all
    select * from ga4_events_raw
    where
        batch_id = any($1::bigint[]) and batch_id % 2 = 1
        and (select bool_or(id % 2 = 1) from unnest($1::bigint[]) as id)
),

newest as (
    select
        *,
        coalesce(
            event_id,
            user_pseudo_id || '.' || (extract(epoch from event_timestamp) * 1000000)::bigint
            || '.' || event_name || '.' || coalesce(page_location, '')
            || coalesce('.' || transaction_id, '')
        ) as conversion_id
    from batch_rows
    order by event_timestamp desc, user_pseudo_id, event_id, event_name, page_location, batch_id
    limit $2::bigint
),

deliveries as materialized (
    select
        *,
        row_number() over (
            order by
                event_timestamp desc, user_pseudo_id, event_id, event_name, page_location, batch_id
        ) as place
    from newest
),

staged as materialized (
    -- Of copies with one event_id staging has the earliest.
    select delivery.place, named.user_pseudo_id, named.event_timestamp, named.channel,
        delivery.conversion_id
    from deliveries as delivery
    inner join stg_ga4_events as named
        on delivery.user_pseudo_id = named.user_pseudo_id and delivery.event_id = named.event_id
    union all
    select delivery.place, nameless.user_pseudo_id, nameless.event_timestamp, nameless.channel,
        delivery.conversion_id
    from deliveries as delivery
    inner join stg_ga4_events as nameless
        on
            delivery.user_pseudo_id = nameless.user_pseudo_id
            and delivery.event_timestamp = nameless.event_timestamp
            and delivery.event_name = nameless.event_name
            and delivery.page_location is not distinct from nameless.page_location
            and delivery.transaction_id is not distinct from nameless.transaction_id
    where delivery.event_id is null and nameless.event_id is null
),

credited as materialized (
    select distinct on (staged.place)
        staged.place, first.conversion_id, hashtextextended(first.conversion_id, 0) as id_hash,
        first.user_pseudo_id, first.conversion_timestamp, first.channel as first_click,
        last.channel as last_click
    from staged
    inner join mart_first_click as first
        on
            staged.user_pseudo_id = first.user_pseudo_id
            and staged.event_timestamp = first.conversion_timestamp
            and staged.conversion_id = first.conversion_id
    inner join mart_last_click as last
        on
            first.user_pseudo_id = last.user_pseudo_id
            and first.conversion_timestamp = last.conversion_timestamp
            and first.conversion_id = last.conversion_id
    order by staged.place
)

select
    delivery.event_id, delivery.user_pseudo_id, delivery.event_timestamp, delivery.event_name,
    coalesce(delivery.channel, staged.channel) as channel, delivery.source, delivery.medium,
    delivery.campaign, delivery.page_location, delivery.device_category, delivery.country,
    delivery.event_value, delivery.currency, delivery.transaction_id,
    credited.conversion_id, credited.id_hash, credited.user_pseudo_id,
    credited.conversion_timestamp, credited.first_click, credited.last_click
from deliveries as delivery
left join staged on delivery.place = staged.place
left join credited on delivery.place = credited.place
order by delivery.place
