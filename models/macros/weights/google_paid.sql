-- All to the last paid touch of Google's; none: as last_non_direct.
{% macro weight_of_google_paid() %}
{% set paid_medium %}'^(.*cp.*|ppc|retargeting|paid.*)$'{% endset %}
case
    when
        touch_no = coalesce(
            max(
                case
                    when lower(source) = 'google' and {{ matches('lower(medium)', paid_medium) }} then touch_no
                end
            ) over journey,
            max(case when not is_direct then touch_no end) over journey,
            touch_count
        )
        then 1
    else 0
end
{% endmacro %}
