-- All to the last touch that is not Direct; all Direct: to the last.
{% macro weight_of_last_non_direct() %}
case
    when touch_no = coalesce(max(case when not is_direct then touch_no end) over journey, touch_count) then 1
    else 0
end
{% endmacro %}
