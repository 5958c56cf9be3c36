-- The day of a timestamp in the reporting time zone.
{% macro day_of(timestamp) %}{{ adapter.dispatch('day_of', 'attrib')(timestamp) }}{% endmacro %}

{% macro default__day_of(timestamp) %}({{ timestamp }} at time zone '{{ var('timezone') }}')::date{% endmacro %}

{% macro snowflake__day_of(timestamp) %}convert_timezone('{{ var('timezone') }}', {{ timestamp }})::date{% endmacro %}

{% macro bigquery__day_of(timestamp) %}date({{ timestamp }}, '{{ var('timezone') }}'){% endmacro %}
