-- By these a reject that comes later is searched for people who were forgotten, without a list of
-- their names: length of the identifier in bytes and its hash (hash_of in libattrib/core/hash.hpp).
-- Null for those who were forgotten by an earlier version.
alter table forgotten_users add column bytes integer, add column hash bigint;
