-- Whether a regular expression is found in a text.
{% macro matches(text, pattern) %}{{ adapter.dispatch('matches', 'attrib')(text, pattern) }}{% endmacro %}

{% macro default__matches(text, pattern) %}{{ text }} ~ {{ pattern }}{% endmacro %}

{% macro duckdb__matches(text, pattern) %}regexp_matches({{ text }}, {{ pattern }}, 's'){% endmacro %}

{% macro snowflake__matches(text, pattern) %}regexp_instr({{ text }}, {{ pattern }}, 1, 1, 0, 's') > 0{% endmacro %}

{% macro bigquery__matches(text, pattern) %}regexp_contains({{ text }}, {{ pattern }}){% endmacro %}
