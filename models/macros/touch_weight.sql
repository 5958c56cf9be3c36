-- The weight of a touch by its instance's rule; the rules are the macros weight_of_<rule>.
{% macro touch_weight() %}case
{% for name in context if name.startswith('weight_of_') %}
    when rule = '{{ name[10:] }}' then {{ context[name]() }}
{% endfor %}
end{% endmacro %}
