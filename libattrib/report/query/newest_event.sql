-- One row: time of the newest event in the tables, null when there is none.
select max(session_end) as newest_event
from int_sessions
