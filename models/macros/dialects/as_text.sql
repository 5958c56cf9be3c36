-- A value as a text.
{% macro as_text(value) %}{{ adapter.dispatch('as_text', 'attrib')(value) }}{% endmacro %}

{% macro default__as_text(value) %}cast({{ value }} as text){% endmacro %}

{% macro bigquery__as_text(value) %}cast({{ value }} as string){% endmacro %}
