-- One row a delivery of the batches $1, newest first, $2 at most: with the channel that staging gives
-- it and, where it is a conversion that counts, what the models credit.
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

deliveries as (
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
)

select
    delivery.event_id, delivery.user_pseudo_id, delivery.event_timestamp, delivery.event_name,
    coalesce(delivery.channel, staged.channel) as channel, delivery.source, delivery.medium,
    delivery.campaign, delivery.page_location, delivery.device_category, delivery.country,
    delivery.event_value, delivery.currency, delivery.transaction_id,
    credited.conversion_id, credited.id_hash, credited.user_pseudo_id,
    credited.conversion_timestamp, credited.first_click, credited.last_click
from deliveries as delivery
left join lateral (
    -- Of copies with one event_id staging has the earliest.
    select event_timestamp, channel from stg_ga4_events as named
    where named.user_pseudo_id = delivery.user_pseudo_id and named.event_id = delivery.event_id
    union all
    select event_timestamp, channel from stg_ga4_events as nameless
    where
        delivery.event_id is null and nameless.event_id is null
        and nameless.user_pseudo_id = delivery.user_pseudo_id
        and nameless.event_timestamp = delivery.event_timestamp
        and nameless.event_name = delivery.event_name
        and nameless.page_location is not distinct from delivery.page_location
        and nameless.transaction_id is not distinct from delivery.transaction_id
    limit 1
) as staged on true
left join lateral (
    select
        conversion_id, hashtextextended(conversion_id, 0) as id_hash, user_pseudo_id,
        conversion_timestamp, first.channel as first_click, last.channel as last_click
    from mart_first_click as first
    inner join mart_last_click as last using (user_pseudo_id, conversion_timestamp, conversion_id)
    where
        first.user_pseudo_id = delivery.user_pseudo_id
        and first.conversion_timestamp = staged.event_timestamp
        and first.conversion_id = delivery.conversion_id
    limit 1
) as credited on true
order by
    delivery.event_timestamp desc, delivery.user_pseudo_id, delivery.event_id,
    delivery.event_name, delivery.page_location, delivery.batch_id
