-- The variable `conversions`, a list of names or one name, as texts of SQL.
{% macro conversion_names() %}
{%- set names = var('conversions') -%}
{%- for name in ([names] if names is string else names) -%}
'{{ name | replace("'", "''") }}'{{ ", " if not loop.last }}
{%- endfor -%}
{% endmacro %}
