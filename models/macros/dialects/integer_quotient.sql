-- a / b of two bigint values, not negative, rounded down.
{% macro integer_quotient(a, b) %}{{ adapter.dispatch('integer_quotient', 'attrib')(a, b) }}{% endmacro %}

{% macro default__integer_quotient(a, b) %}({{ a }}) / ({{ b }}){% endmacro %}

{% macro duckdb__integer_quotient(a, b) %}({{ a }}) // ({{ b }}){% endmacro %}

{% macro snowflake__integer_quotient(a, b) %}floor(({{ a }}) / ({{ b }})){% endmacro %}

{% macro bigquery__integer_quotient(a, b) %}div({{ a }}, {{ b }}){% endmacro %}
