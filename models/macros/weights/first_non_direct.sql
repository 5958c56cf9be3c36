-- All to the first touch that is not Direct; all Direct: to the first.
{% macro weight_of_first_non_direct() %}
case when touch_no = coalesce(min(case when not is_direct then touch_no end) over journey, 1) then 1 else 0 end
{% endmacro %}
