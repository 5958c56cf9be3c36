-- All to the first touch that is not Direct; all Direct: to the first.
{% macro weight_of_first_non_direct() %}
case when touch_no = coalesce(min(touch_no) filter (where not is_direct) over journey, 1) then 1 else 0 end
{% endmacro %}
