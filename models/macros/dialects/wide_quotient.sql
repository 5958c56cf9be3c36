-- a / b of two wide integers, not negative, rounded down.
{% macro wide_quotient(a, b) %}{{ adapter.dispatch('wide_quotient', 'attrib')(a, b) }}{% endmacro %}

{% macro default__wide_quotient(a, b) %}div({{ a }}, {{ b }}){% endmacro %}

{% macro duckdb__wide_quotient(a, b) %}({{ a }}) // ({{ b }}){% endmacro %}

{% macro snowflake__wide_quotient(a, b) %}floor(({{ a }}) / ({{ b }})){% endmacro %}
