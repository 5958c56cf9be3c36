-- The same to each channel of the journey, which its touches share evenly.
{% macro weight_of_shapley() %}
1
{% endmacro %}

{% macro group_of_shapley() %}
min(touch_no) over of_channel
{% endmacro %}
