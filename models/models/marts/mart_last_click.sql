-- One row per conversion, credited to its last touchpoint; nulls: unattributed.
{{ config(materialized='table') }}
{{ credited_to('sessions.session_start desc') }}
