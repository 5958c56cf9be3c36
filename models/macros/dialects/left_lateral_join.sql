-- The same as lateral_join, where rows stay to which the subquery gives none.
{% macro left_lateral_join() %}{{ adapter.dispatch('left_lateral_join', 'attrib')() }}{% endmacro %}

{% macro default__left_lateral_join() %}left join lateral{% endmacro %}

{% macro bigquery__left_lateral_join() %}left join{% endmacro %}
