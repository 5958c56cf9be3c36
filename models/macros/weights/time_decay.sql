-- Half as much for every half_life that the touch is older than the last one: 2^30 * 2^(-age / half_life)
-- in whole numbers of 64 bits, by a polynomial in u = 2^30 * (1 - the part of a half-life that is left).
{% macro weight_of_time_decay() %}
{% set halvings %}{{ integer_quotient('age', 'half_life') }}{% endset %}
{% set rest %}mod(age, half_life) * 1048576{% endset %}
{% set part %}{{ integer_quotient(rest, 'half_life') }}{% endset %}
{% set rest_of_part %}mod({{ rest }}, half_life) * 1024{% endset %}
{% set fine_part %}{{ integer_quotient(rest_of_part, 'half_life') }}{% endset %}
{% set u %}(1073741824 - ({{ part }}) * 1024 - ({{ fine_part }})){% endset %}
{% set p %}233163 * {{ u }}{% endset %}
{% set p %}(1335829 + ({{ shift_right(p, '30') }})) * {{ u }}{% endset %}
{% set p %}(10391742 + ({{ shift_right(p, '30') }})) * {{ u }}{% endset %}
{% set p %}(59575655 + ({{ shift_right(p, '30') }})) * {{ u }}{% endset %}
{% set p %}(257944476 + ({{ shift_right(p, '30') }})) * {{ u }}{% endset %}
{% set p %}(744260959 + ({{ shift_right(p, '30') }})) * {{ u }}{% endset %}
{% set p %}1073741824 + ({{ shift_right(p, '30') }}){% endset %}
{% set shift %}{{ halvings }} + 1{% endset %}
case
    when {{ halvings }} >= 62 then 0
    else {{ shift_right(p, shift) }}
end
{% endmacro %}
