-- One row: how the tables were made, null when never; the newest day with conversions; now.
with state as (
    select settings from model_state
),

newest as (
    select max(conversion_date) as conversion_date from mart_channel_daily
)

select
    state.settings,
    newest.conversion_date,
    now() as moment
from newest
left join state on true
