-- As a relation `numbers`: the numbers from 0 to one that may depend on the row before it in the join.
{% macro numbers_to(last) %}{{ adapter.dispatch('numbers_to', 'attrib')(last) }}{% endmacro %}

{% macro default__numbers_to(last) %}lateral generate_series(0, {{ last }}) as numbers (number){% endmacro %}

{% macro duckdb__numbers_to(last) %}lateral (select unnest(generate_series(0, {{ last }})) as number) as numbers{% endmacro %}

{% macro snowflake__numbers_to(last) %}lateral (select value as number from table(flatten(array_generate_range(0, {{ last }} + 1)))) as numbers{% endmacro %}

{% macro bigquery__numbers_to(last) %}(select number from unnest(generate_array(0, {{ last }})) as number) as numbers{% endmacro %}
