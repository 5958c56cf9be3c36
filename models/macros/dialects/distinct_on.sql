-- With first_by at the end of the query: one row for each value of the columns.
{% macro distinct_on(columns) %}{{ adapter.dispatch('distinct_on', 'attrib')(columns) }}{% endmacro %}

{% macro default__distinct_on(columns) %}distinct on ({{ columns }}){% endmacro %}

{% macro snowflake__distinct_on(columns) %}{% endmacro %}

{% macro bigquery__distinct_on(columns) %}{% endmacro %}
