-- first_weight : last_weight to the ends, middle_weight to each touch between them.
{% macro weight_of_position_based() %}
case
    when touch_count = 1 or (touch_count = 2 and first_weight + last_weight = 0) then 1
    when touch_no = 1 then first_weight * greatest(touch_count - 2, 1)
    when touch_no = touch_count then last_weight * greatest(touch_count - 2, 1)
    else middle_weight
end
{% endmacro %}
