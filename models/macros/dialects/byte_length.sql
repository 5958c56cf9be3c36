-- The length of a text in bytes.
{% macro byte_length(text) %}{{ adapter.dispatch('byte_length', 'attrib')(text) }}{% endmacro %}

{% macro default__byte_length(text) %}octet_length({{ text }}){% endmacro %}

{% macro duckdb__byte_length(text) %}strlen({{ text }}){% endmacro %}

{% macro bigquery__byte_length(text) %}byte_length({{ text }}){% endmacro %}
