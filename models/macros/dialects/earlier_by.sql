-- The timestamp that is a span of microseconds before another.
{% macro earlier_by(span, timestamp) %}{{ adapter.dispatch('earlier_by', 'attrib')(span, timestamp) }}{% endmacro %}

{% macro default__earlier_by(span, timestamp) %}{{ timestamp }} - {{ span }} * interval '1 microsecond'{% endmacro %}

{% macro duckdb__earlier_by(span, timestamp) %}{{ timestamp }} - to_microseconds({{ span }}){% endmacro %}

{% macro snowflake__earlier_by(span, timestamp) %}dateadd(microsecond, -({{ span }}), {{ timestamp }}){% endmacro %}

{% macro bigquery__earlier_by(span, timestamp) %}timestamp_sub({{ timestamp }}, interval {{ span }} microsecond){% endmacro %}
