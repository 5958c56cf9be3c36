-- All to the first touch.
{% macro weight_of_first_click() %}
case when touch_no = 1 then 1 else 0 end
{% endmacro %}
