-- Values of the columns, which may be expressions, that more than one row has. Null is a value.
{% test unique_together(model, columns) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as copies
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
