-- The relation of a model of this package as a run before may have left it, wherever the project puts it; none
-- without such a table, or when the table is of a version without the column `made_with`.
{% macro find_before(model_name) %}
    {% set found = namespace(relation=none) %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.unique_id == 'model.attrib.' ~ model_name %}
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

-- int_taken_batches as text of SQL; without rows where there is no such table.
{% macro taken_batches() %}
{%- set relation = find_before('int_taken_batches') -%}
{%- if relation is none -%}
(select cast(null as {{ dbt.type_bigint() }}) as batch_id, cast(null as {{ dbt.type_string() }}) as made_with)
{%- else -%}
{{ relation }}
{%- endif -%}
{% endmacro %}
