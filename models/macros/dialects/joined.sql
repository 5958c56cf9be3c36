-- The texts of a group in one, in the order of `place`; without any an empty text.
{% macro joined(text, place) %}{{ adapter.dispatch('joined', 'attrib')(text, place) }}{% endmacro %}

{% macro default__joined(text, place) %}coalesce(string_agg({{ text }}, ',' order by {{ place }}), ''){% endmacro %}

{% macro snowflake__joined(text, place) %}coalesce(listagg({{ text }}, ',') within group (order by {{ place }}), ''){% endmacro %}
