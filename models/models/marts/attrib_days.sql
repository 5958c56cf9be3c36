-- One row per day, for the time axis of the semantic models.
{{ config(materialized='table') }}

with days as (
    {{ dbt.date_spine('day', "cast('2015-01-01' as date)", "cast('2040-01-01' as date)") }}
)

select cast(date_day as date) as day
from days
