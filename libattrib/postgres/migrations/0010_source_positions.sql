-- What a position in a source is known by: length and digest of the bytes before position_to, where
-- the source may be written anew under the same name (a file that is followed, a named stream).
alter table ingest_batches
add column tail_bytes integer,
add column tail_digest bigint;
