-- The number that a JSON object in a text has for a key, else null.
{% macro json_number(object, key) %}{{ adapter.dispatch('json_number', 'attrib')(object, key) }}{% endmacro %}

{% macro default__json_number(object, key) %}({{ object }}::jsonb ->> {{ key }})::bigint{% endmacro %}

{% macro duckdb__json_number(object, key) %}json_extract_string({{ object }}::json, '$."' || {{ key }} || '"')::bigint{% endmacro %}

{% macro snowflake__json_number(object, key) %}get(parse_json({{ object }}), {{ key }})::bigint{% endmacro %}

{% macro bigquery__json_number(object, key) %}int64(parse_json({{ object }})[{{ key }}]){% endmacro %}
