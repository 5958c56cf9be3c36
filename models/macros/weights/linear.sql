-- The same to each touch.
{% macro weight_of_linear() %}
1
{% endmacro %}
