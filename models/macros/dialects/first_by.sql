-- Of the rows with the same values of the columns, the first by `place`.
{% macro first_by(columns, place) %}{{ adapter.dispatch('first_by', 'attrib')(columns, place) }}{% endmacro %}

{% macro default__first_by(columns, place) %}order by {{ columns }}, {{ place }}{% endmacro %}

{% macro snowflake__first_by(columns, place) %}qualify row_number() over (partition by {{ columns }} order by {{ place }}) = 1{% endmacro %}

{% macro bigquery__first_by(columns, place) %}qualify row_number() over (partition by {{ columns }} order by {{ place }}) = 1{% endmacro %}
