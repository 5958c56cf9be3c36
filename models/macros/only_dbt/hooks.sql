-- For the incremental models, after they are built.

-- Deletes the users who have no row in `present`: whoever was forgotten, and whoever is in quarantine.
{% macro delete_absent_users(present) %}
    {% if execute and is_incremental() and not flags.EMPTY %}
        delete from {{ this }} as kept
        where not exists (
            select 1 from {{ present.render() }} as present
            where present.user_pseudo_id = kept.user_pseudo_id
        )
    {% endif %}
{% endmacro %}

-- Deletes the batches that were taken with other settings, seeds or code than those of this model: the next run
-- computes everything, whether or not this one comes to its end.
{% macro drop_other_batches() %}
    {% set wanted = attrib.made_with() %}  {# dbt parses refs only outside of conditions #}
    {% set relation = attrib.find_taken_batches() %}
    {% if relation is not none %}
        delete from {{ relation }} where made_with != {{ wanted }}
    {% endif %}
{% endmacro %}
