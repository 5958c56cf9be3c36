-- All to the last touch.
{% macro weight_of_last_click() %}
case when touch_no = touch_count then 1 else 0 end
{% endmacro %}
