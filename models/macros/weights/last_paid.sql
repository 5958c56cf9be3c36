-- All to the last paid touch; none: as last_non_direct.
{% macro weight_of_last_paid() %}
case
    when
        touch_no = coalesce(
            max(case when is_paid then touch_no end) over journey,
            max(case when not is_direct then touch_no end) over journey,
            touch_count
        )
        then 1
    else 0
end
{% endmacro %}
