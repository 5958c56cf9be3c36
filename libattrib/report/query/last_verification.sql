-- One row, or none before the first: what the last verification found.
select verified_at, is_equal, stored_by, checked_by, compared::text as compared
from last_verification
