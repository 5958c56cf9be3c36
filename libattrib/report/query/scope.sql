-- One row: how the tables were made, null when never; now.
select
    (select settings from model_state) as settings,
    now() as moment
