-- One row per instance, conversion and touchpoint that gets credit or revenue; touch_no 0: unattributed.
{{ config(materialized='view') }}
{% set lookback %}coalesce(
                    {{ json_number('instances.lookbacks', 'conversions.conversion_name') }},
                    instances.lookback,
                    {{ var('lookback_days') }} * 86400000000
                ){% endset %}
{% set credit_product %}{{ wide_integer('1000000') }} * group_weight{% endset %}
{% set amount_product %}amount * group_weight{% endset %}
{% set credit_part %}coalesce(credits.credit_part, 1000000){% endset %}
{% set amount_part %}coalesce(credits.amount_part, conversions.amount){% endset %}

with conversions as (
    select
        *,
        {{ wide_integer('trunc(abs(revenue) * 1000000)') }} as amount
    from {{ ref('int_conversions') }}
),

sessions as (
    select
        user_pseudo_id,
        session_id,
        session_start,
        channel,
        source,
        medium,
        campaign
    from {{ ref('int_sessions') }}
),

paid_channels as (
    select channel from {{ ref('channel_rules') }}
    where paid
),

-- Spans are microseconds. A lookback that is null is the one of lookback_days; lookbacks is a JSON object of
-- those of some conversion names, or null.
instances as (
    select
        {{ bytewise(as_text('model')) }} as model,
        {{ as_text('rule') }} as rule,
        cast(lookback as bigint) as lookback,
        {{ as_text('lookbacks') }} as lookbacks,
        skips_direct,
        cast(half_life as bigint) as half_life,
        cast(first_weight as bigint) as first_weight,
        cast(middle_weight as bigint) as middle_weight,
        cast(last_weight as bigint) as last_weight
    from (values {{ var('attribution_models') }}) as instance (
        model, rule, lookback, lookbacks, skips_direct, half_life, first_weight, middle_weight, last_weight
    )
)

select
    instances.model,
    conversions.conversion_id,
    conversions.user_pseudo_id,
    conversions.conversion_timestamp,
    conversions.conversion_date,
    conversions.conversion_name,
    conversions.currency,
    conversions.transaction_id,
    coalesce(credits.touch_no, 0) as touch_no,
    coalesce(credits.touch_count, 0) as touch_count,
    credits.session_id,
    credits.touch_timestamp,
    credits.channel,
    credits.source,
    credits.medium,
    credits.campaign,
    -- A product has all digits, a quotient would not.
    cast(cast({{ credit_part }} as numeric(19, 0)) * 0.000001 as numeric(19, 6)) as credit,
    cast(
        cast(sign(conversions.revenue) as integer) * cast({{ amount_part }} as numeric(19, 0)) * 0.000001
        as numeric(19, 6)
    ) as revenue
from conversions
cross join instances
-- Each conversion and instance by itself, so that a query of some computes no others, and so that nodes of a
-- cluster can compute it, each for its users. No row: the conversion has no session in the lookback.
{{ left_lateral_join() }} (
    with journeys as (
        select
            instances.rule,
            instances.skips_direct,
            instances.half_life,
            instances.first_weight,
            instances.middle_weight,
            instances.last_weight,
            conversions.amount,
            sessions.user_pseudo_id,
            sessions.session_id,
            sessions.session_start,
            sessions.channel,
            sessions.source,
            sessions.medium,
            sessions.campaign,
            sessions.channel = 'Direct' as is_direct,
            row_number() over journey as journey_no,
            count(*) over journey as journey_count,
            min(case when sessions.channel = 'Direct' then 1 else 0 end) over journey = 1 as is_all_direct
        from sessions
        where
            sessions.user_pseudo_id = conversions.user_pseudo_id
            and sessions.session_start
            between {{ earlier_by(lookback, 'conversions.conversion_timestamp') }}
            and conversions.conversion_timestamp
        window
            journey as (
                partition by sessions.user_pseudo_id
                order by sessions.session_start
                rows between unbounded preceding and unbounded following
            )
    ),

    -- The touches among which credit is split.
    touches as (
        select
            *,
            channel in (select paid_channels.channel from paid_channels) as is_paid,
            row_number() over journey as touch_no,
            count(*) over journey as touch_count,
            {{ microseconds_of('last_value(session_start) over journey') }}
            - {{ microseconds_of('session_start') }} as age
        from journeys
        where (skips_direct and is_direct and not is_all_direct) is not true
        window
            journey as (
                partition by user_pseudo_id
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
                partition by user_pseudo_id
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
        window of_channel as (partition by user_pseudo_id, channel)
    ),

    -- The first touch of a group stands for it.
    weighed as (
        select
            *,
            case when touch_no = group_no then weight end as group_weight,
            sum(case when touch_no = group_no then weight end)
                over (partition by user_pseudo_id) as total_weight
        from grouped
    ),

    divided as (
        select
            *,
            {{ wide_quotient(credit_product, 'total_weight') }} as credit_quotient,
            mod({{ credit_product }}, total_weight) as credit_remainder,
            {{ wide_quotient(amount_product, 'total_weight') }} as amount_quotient,
            mod({{ amount_product }}, total_weight) as amount_remainder
        from weighed
    ),

    -- What the quotients leave goes by one to the largest remainders.
    group_parts as (
        select
            *,
            credit_quotient
            + cast(row_number() over by_credit <= 1000000 - sum(credit_quotient) over by_credit as integer)
                as group_credit,
            amount_quotient
            + cast(row_number() over by_amount <= amount - sum(amount_quotient) over by_amount as integer)
                as group_amount
        from divided
        window
            by_credit as (
                partition by user_pseudo_id
                order by credit_remainder desc nulls last, touch_no asc
                rows between unbounded preceding and unbounded following
            ),
            by_amount as (
                partition by user_pseudo_id
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
                partition by user_pseudo_id, group_no
                order by touch_no
                rows between unbounded preceding and unbounded following
            )
    )

    select
        journey_no as touch_no,
        journey_count as touch_count,
        session_id,
        session_start as touch_timestamp,
        channel,
        source,
        medium,
        campaign,
        {{ wide_quotient('credit_to_share', 'places') }}
        + cast(place <= mod(credit_to_share, places) as integer) as credit_part,
        {{ wide_quotient('amount_to_share', 'places') }}
        + cast(place <= mod(amount_to_share, places) as integer) as amount_part
    from parts
) as credits on true
where {{ credit_part }} != 0 or {{ amount_part }} != 0
