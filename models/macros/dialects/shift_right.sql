-- A bigint without its last bits.
{% macro shift_right(number, bits) %}{{ adapter.dispatch('shift_right', 'attrib')(number, bits) }}{% endmacro %}

{% macro default__shift_right(number, bits) %}({{ number }}) >> ({{ bits }})::integer{% endmacro %}

{% macro snowflake__shift_right(number, bits) %}bitshiftright({{ number }}, {{ bits }}){% endmacro %}

{% macro bigquery__shift_right(number, bits) %}({{ number }}) >> ({{ bits }}){% endmacro %}
