-- The table that the run before this one left as int_taken_batches, wherever the project puts it; none before the
-- first complete run, and of an older version of this package.
{% macro find_taken_batches() %}
    {% set found = namespace(relation=none) %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.unique_id == 'model.attrib.int_taken_batches' %}
            {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
            {% if relation is not none %}
                {% set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
                {% if 'made_with' in columns %}
                    {% set found.relation = relation %}
                {% endif %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(found.relation) }}
{% endmacro %}

-- The same as text of SQL, without rows where there is no such table.
{% macro taken_batches() %}
{%- set relation = find_taken_batches() -%}
{%- if relation is none -%}
(select cast(null as {{ dbt.type_bigint() }}) as batch_id, cast(null as {{ dbt.type_string() }}) as made_with)
{%- else -%}
{{ relation }}
{%- endif -%}
{% endmacro %}
