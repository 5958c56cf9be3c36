-- An inner join of a subquery that reads the rows before it. BigQuery has none: its planner must unnest the join.
{% macro lateral_join() %}{{ adapter.dispatch('lateral_join', 'attrib')() }}{% endmacro %}

{% macro default__lateral_join() %}inner join lateral{% endmacro %}

{% macro bigquery__lateral_join() %}inner join{% endmacro %}
