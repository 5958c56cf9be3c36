-- All to the last paid touch; none: as last_non_direct.
{% macro weight_of_last_paid() %}
case
    when
        touch_no = coalesce(
            max(touch_no) filter (where is_paid) over journey,
            max(touch_no) filter (where not is_direct) over journey,
            touch_count
        )
        then 1
    else 0
end
{% endmacro %}
