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

-- Deletes the batches that were taken with something else than this model: the next run computes everything,
-- whether or not this one comes to its end. A model that is run by itself may have other settings than
-- stg_batches, so these are compared, too. No ref: a hook would add edges to the graph.
{% macro drop_other_batches() %}
    {% set taken = attrib.find_before('int_taken_batches') %}
    {% set batches = attrib.find_before('stg_batches') %}
    {% if taken is not none and batches is not none %}
        delete from {{ taken }}
        where
            made_with not in (select made_with from {{ batches }})
            or made_with not like '{{ attrib.settings_digest() }}%'
    {% endif %}
{% endmacro %}
