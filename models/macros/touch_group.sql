-- The number of the first touch of the group that a touch shares its weight with, by the macros
-- group_of_<rule>; with most rules a touch is a group of its own.
{% macro touch_group() %}case
{% for name in context if name.startswith('group_of_') %}
    when rule = '{{ name[9:] }}' then {{ context[name]() }}
{% endfor %}
    else touch_no
end{% endmacro %}
