-- Changes with the text of any model of this package.
{% macro code_digest() %}
{%- if execute -%}
{%- set checksums = [] -%}
{%- for node in graph.nodes.values() if node.package_name == 'attrib' and node.resource_type == 'model' -%}
{%- do checksums.append(node.checksum.checksum) -%}
{%- endfor -%}
{{ local_md5(checksums | sort | join) }}
{%- endif -%}
{% endmacro %}
