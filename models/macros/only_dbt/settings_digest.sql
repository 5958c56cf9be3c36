-- A digest of the variables that incremental models read, and of the text of all models.
{% macro settings_digest() %}
{%- set parts = [conversion_names() | trim, var('session_timeout_minutes')] -%}
{%- if execute -%}
{%- for node in graph.nodes.values() if node.package_name == 'attrib' and node.resource_type == 'model' -%}
{%- do parts.append(node.name ~ ' ' ~ node.checksum.checksum) -%}
{%- endfor -%}
{%- endif -%}
{{ local_md5(parts | map("string") | sort | join('\n')) if execute }}
{%- endmacro %}
