-- One row per instance, conversion and touchpoint that gets credit or revenue; touch_no 0: unattributed.
{{ config(materialized='view') }}

with conversions as (
    select
        *,
        trunc(abs(revenue) * 1000000) as amount
    from {{ ref('int_conversions') }}
),

sessions as (
    select * from {{ ref('int_sessions') }}
),

paid_channels as (
    select channel from {{ ref('channel_rules') }}
    where paid
),

-- Spans are microseconds. A lookback that is null is the one of lookback_days; lookbacks is a JSON object of
-- those of some conversion names, or null.
instances as (
    select
        model::text collate "C" as model,
        rule::text as rule,
        lookback::bigint as lookback,
        lookbacks::jsonb as lookbacks,
        skips_direct,
        half_life::bigint as half_life,
        first_weight::bigint as first_weight,
        middle_weight::bigint as middle_weight,
        last_weight::bigint as last_weight
    from (values {{ var('attribution_models', "('first_click', 'first_click', null, null, false, null, null, null, null),
        ('last_click', 'last_click', null, null, false, null, null, null, null),
        ('first_non_direct', 'first_non_direct', null, null, false, null, null, null, null),
        ('last_non_direct', 'last_non_direct', null, null, false, null, null, null, null),
        ('last_paid', 'last_paid', null, null, false, null, null, null, null),
        ('google_paid', 'google_paid', null, null, false, null, null, null, null),
        ('linear', 'linear', null, null, false, null, null, null, null),
        ('position_based', 'position_based', null, null, false, null, 40, 20, 40),
        ('time_decay', 'time_decay', null, null, false, 604800000000, null, null, null),
        ('shapley', 'shapley', null, null, false, null, null, null, null)") }}) as instance ( -- noqa: L025
        model, rule, lookback, lookbacks, skips_direct, half_life, first_weight, middle_weight, last_weight
    )
)

select
    credits.model,
    conversions.conversion_id,
    conversions.user_pseudo_id,
    conversions.conversion_timestamp,
    conversions.conversion_date,
    conversions.conversion_name,
    conversions.currency,
    conversions.transaction_id,
    credits.touch_no,
    credits.touch_count,
    credits.session_id,
    credits.touch_timestamp,
    credits.channel,
    credits.source,
    credits.medium,
    credits.campaign,
    -- A product has all digits, a quotient would not.
    (credits.credit_part * 0.000001)::numeric(19, 6) as credit,
    (sign(conversions.revenue) * credits.amount_part * 0.000001)::numeric(19, 6) as revenue
from conversions
-- Each conversion by itself, so that a query of some conversions or models computes no others.
inner join lateral (
    with journeys as (
        select
            instances.*,
            conversions.user_pseudo_id,
            conversions.amount,
            sessions.session_id,
            sessions.session_start,
            sessions.channel,
            sessions.source,
            sessions.medium,
            sessions.campaign,
            sessions.channel = 'Direct' as is_direct,
            row_number() over journey as journey_no,
            count(sessions.session_id) over journey as journey_count,
            bool_and(sessions.channel = 'Direct') over journey as is_all_direct
        from instances
        left join sessions
            on
                conversions.user_pseudo_id = sessions.user_pseudo_id
                and sessions.session_start
                between conversions.conversion_timestamp - coalesce(
                    (instances.lookbacks ->> conversions.conversion_name)::bigint,
                    instances.lookback,
                    {{ var('lookback_days', 14) }} * 86400000000
                ) * interval '1 microsecond'
                and conversions.conversion_timestamp
        window
            journey as (
                partition by conversions.user_pseudo_id, instances.model
                order by sessions.session_start
                rows between unbounded preceding and unbounded following
            )
    ),

    -- The touches among which credit is split; without one in the window, the row that is left.
    touches as (
        select
            *,
            channel in (select paid_channels.channel from paid_channels) as is_paid,
            row_number() over journey as touch_no,
            count(*) over journey as touch_count,
            (
                (extract(epoch from last_value(session_start) over journey) - extract(epoch from session_start))
                * 1000000
            )::bigint as age
        from journeys
        where (skips_direct and is_direct and not is_all_direct) is not true
        window
            journey as (
                partition by user_pseudo_id, model
                order by session_start
                rows between unbounded preceding and unbounded following
            )
    ),

    weighted as (
        select
            *,
            {{ touch_weight() }} as weight
        from touches
        window
            journey as (
                partition by user_pseudo_id, model
                order by session_start
                rows between unbounded preceding and unbounded following
            )
    ),

    grouped as (
        select
            *,
            {{ touch_group() }} as group_no
        from weighted
        where weight > 0
        window of_channel as (partition by user_pseudo_id, model, channel)
    ),

    -- The first touch of a group stands for it.
    weighed as (
        select
            *,
            case when touch_no = group_no then weight end as group_weight,
            sum(case when touch_no = group_no then weight end)
                over (partition by user_pseudo_id, model) as total_weight
        from grouped
    ),

    divided as (
        select
            *,
            div(1000000::numeric * group_weight, total_weight) as credit_quotient,
            1000000::numeric * group_weight % total_weight as credit_remainder,
            div(amount * group_weight, total_weight) as amount_quotient,
            amount * group_weight % total_weight as amount_remainder
        from weighed
    ),

    -- What the quotients leave goes by one to the largest remainders.
    group_parts as (
        select
            *,
            credit_quotient
            + (row_number() over by_credit <= 1000000 - sum(credit_quotient) over by_credit)::integer as group_credit,
            amount_quotient
            + (row_number() over by_amount <= amount - sum(amount_quotient) over by_amount)::integer
                as group_amount
        from divided
        window
            by_credit as (
                partition by user_pseudo_id, model
                order by credit_remainder desc nulls last, touch_no asc
                rows between unbounded preceding and unbounded following
            ),
            by_amount as (
                partition by user_pseudo_id, model
                order by amount_remainder desc nulls last, touch_no asc
                rows between unbounded preceding and unbounded following
            )
    ),

    parts as (
        select
            *,
            row_number() over of_group as place,
            count(*) over of_group as places,
            first_value(group_credit) over of_group as credit_to_share,
            first_value(group_amount) over of_group as amount_to_share
        from group_parts
        window
            of_group as (
                partition by user_pseudo_id, model, group_no
                order by touch_no
                rows between unbounded preceding and unbounded following
            )
    )

    select
        model,
        case when journey_count = 0 then 0 else journey_no end as touch_no,
        journey_count as touch_count,
        session_id,
        session_start as touch_timestamp,
        channel,
        source,
        medium,
        campaign,
        div(credit_to_share, places) + (place <= credit_to_share % places)::integer as credit_part,
        div(amount_to_share, places) + (place <= amount_to_share % places)::integer as amount_part
    from parts
) as credits on true
where credits.credit_part != 0 or credits.amount_part != 0
