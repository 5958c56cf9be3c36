-- One row: time of the newest event in the tables that is not after $1, null when there is none.
select max(session_end) as newest_event
from int_sessions
where session_end <= $1::timestamptz
