-- All to the last touch that is not Direct; all Direct: to the last.
{% macro weight_of_last_non_direct() %}
case
    when touch_no = coalesce(max(touch_no) filter (where not is_direct) over journey, touch_count) then 1
    else 0
end
{% endmacro %}
