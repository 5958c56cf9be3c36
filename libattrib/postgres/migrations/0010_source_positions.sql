-- What a position in a source is known by: length and digest of the bytes before position_to, where
-- the source may be written anew under the same name (a file that is followed, a named stream).
alter table ingest_batches
add column tail_bytes integer,
add column tail_digest bigint;

-- One row per file that was followed. A path has several, when files were rotated or written anew.
create table followed_files (
    source text collate "C" primary key,  -- in ingest_batches
    path text collate "C" not null,       -- without links
    given text collate "C" not null,      -- as the user gave it; a link may lead elsewhere later
    is_over boolean not null default false,  -- nothing more of it is expected
    followed_since timestamptz not null default now()
);
-- A path may be longer than an entry of a tree.
create index followed_files_path on followed_files using hash (path);
create index followed_files_given on followed_files using hash (given);

with followed as (
    select
        source, max(batch_id) as last_batch_id,
        (regexp_match(source, '^follow:(.*):\d+:[0-9a-f]{16}(:\d+)?(:shift=-?\d+)?$'))[1] as path
    from ingest_batches
    where starts_with(source, 'follow:')
    group by source
)

insert into followed_files (source, path, given, is_over)
select source, path, path, last_batch_id < max(last_batch_id) over (partition by path)
from followed
where path is not null;
