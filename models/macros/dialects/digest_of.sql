-- A digest of a text, in hexadecimal digits.
{% macro digest_of(text) %}{{ adapter.dispatch('digest_of', 'attrib')(text) }}{% endmacro %}

{% macro default__digest_of(text) %}md5({{ text }}){% endmacro %}

{% macro bigquery__digest_of(text) %}to_hex(md5({{ text }})){% endmacro %}
