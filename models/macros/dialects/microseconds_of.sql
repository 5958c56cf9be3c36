-- A timestamp as microseconds since 1970.
{% macro microseconds_of(timestamp) %}{{ adapter.dispatch('microseconds_of', 'attrib')(timestamp) }}{% endmacro %}

{% macro default__microseconds_of(timestamp) %}(extract(epoch from {{ timestamp }}) * 1000000)::bigint{% endmacro %}

{% macro duckdb__microseconds_of(timestamp) %}epoch_us({{ timestamp }}){% endmacro %}

{% macro snowflake__microseconds_of(timestamp) %}date_part(epoch_microsecond, {{ timestamp }}){% endmacro %}

{% macro bigquery__microseconds_of(timestamp) %}unix_micros({{ timestamp }}){% endmacro %}
