-- A number without a fraction, as a type that holds products of two bigint values.
{% macro wide_integer(number) %}{{ adapter.dispatch('wide_integer', 'attrib')(number) }}{% endmacro %}

{% macro default__wide_integer(number) %}({{ number }})::numeric{% endmacro %}

{% macro duckdb__wide_integer(number) %}({{ number }})::hugeint{% endmacro %}

{% macro snowflake__wide_integer(number) %}({{ number }})::number(38, 0){% endmacro %}

{% macro bigquery__wide_integer(number) %}cast({{ number }} as bignumeric){% endmacro %}
