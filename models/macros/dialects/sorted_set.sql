-- The distinct values of a group as an array, sorted by bytes, null first.
{% macro sorted_set(value) %}{{ adapter.dispatch('sorted_set', 'attrib')(value) }}{% endmacro %}

{% macro default__sorted_set(value) %}array_agg(distinct {{ value }} order by {{ value }} nulls first){% endmacro %}

{% macro snowflake__sorted_set(value) %}array_agg(distinct {{ value }}) within group (order by {{ value }} nulls first){% endmacro %}

{% macro bigquery__sorted_set(value) %}array_agg(distinct {{ value }} order by {{ value }}){% endmacro %}
