-- A text that compares by bytes.
{% macro bytewise(text) %}{{ adapter.dispatch('bytewise', 'attrib')(text) }}{% endmacro %}

{% macro default__bytewise(text) %}{{ text }} collate "C"{% endmacro %}

{% macro snowflake__bytewise(text) %}{{ text }}{% endmacro %}

{% macro bigquery__bytewise(text) %}{{ text }}{% endmacro %}
