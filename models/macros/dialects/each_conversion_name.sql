-- As a relation `names`: the names of the conversions, each as often as it is given.
{% macro each_conversion_name() %}{{ adapter.dispatch('each_conversion_name', 'attrib')() }}{% endmacro %}

{% macro default__each_conversion_name() %}unnest(array[{{ conversion_names() }}]) as names (conversion_name){% endmacro %}

{% macro snowflake__each_conversion_name() %}(select value::text as conversion_name from table(flatten(array_construct({{ conversion_names() }})))) as names{% endmacro %}

{% macro bigquery__each_conversion_name() %}(select conversion_name from unnest([{{ conversion_names() }}]) as conversion_name) as names{% endmacro %}
