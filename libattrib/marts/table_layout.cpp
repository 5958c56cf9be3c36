#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/views.hpp>
#include <optional>

namespace attrib {
namespace {

constexpr const char* next_suffix = "__next";

// The table that is read.
std::string current(connection& on, table which) {
    return fmt::format("{}.{}", on.schema(), name_of(which));
}

// Index names of a table, and what follows the table's name in their definitions.
query_result indexes_of(connection& on, const std::string& relation) {
    return on.run(
        "select relname, indisunique, "
        "substr(pg_get_indexdef(indexrelid), position(' USING ' in pg_get_indexdef(indexrelid))) "
        "from pg_index join pg_class on pg_class.oid = indexrelid "
        "where indrelid = $1::regclass order by relname",
        {relation});
}

std::string without_suffix(std::string_view name) {
    if (name.ends_with(next_suffix)) name.remove_suffix(std::string_view(next_suffix).size());
    return std::string(name);
}

// Gives others the rights on a table that they have on another.
void grant_like(connection& on, const std::string& relation, const std::string& old) {
    const query_result grants = on.run(
        "select format('grant %s%s on %s to %s%s', privilege_type, columns, $2::text, case grantee "
        "when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end, case when "
        "is_grantable then ' with grant option' else '' end) from (select '' as columns, "
        "(aclexplode(relacl)).* from pg_class where oid = $1::regclass union all select ' (' || "
        "quote_ident(attname) || ')', (aclexplode(attacl)).* from pg_attribute where attrelid = "
        "$1::regclass and not attisdropped) as given where grantee <> (select relowner from "
        "pg_class "
        "where oid = $1::regclass)",
        {old, relation});
    for (std::size_t i = 0; i < grants.rows(); ++i) on.run(std::string(grants.text(i, 0)));
}

// Who owns a table, as SQL writes it; nothing when that is the connection's user.
std::optional<std::string> other_owner(connection& on, const std::string& relation) {
    const query_result owner = on.run(
        "select quote_ident(pg_get_userbyid(relowner)) from pg_class where oid = $1::regclass "
        "and relowner <> to_regrole(quote_ident(current_user))",
        {relation});
    if (owner.rows() == 0) return std::nullopt;
    return std::string(owner.text(0, 0));
}

}  // namespace

void own_like(connection& on, const std::string& relation, const std::string& old) {
    grant_like(on, relation, old);
    if (const auto owner = other_owner(on, old))
        on.run(fmt::format("alter table {} owner to {}", relation, *owner));
}

void require_rebuild_rights(connection& on, bool needs_schema) {
    std::string names;
    for (const table each : stored_tables)
        names += fmt::format("{}{}", names.empty() ? "" : ",", name_of(each));
    const query_result rights = on.run(
        "select current_user, string_agg(distinct quote_ident(pg_get_userbyid(relowner)), ', ') "
        "filter (where not pg_has_role(relowner, 'usage')), has_schema_privilege($1, 'create'), "
        "has_database_privilege(current_database(), 'create') from pg_class where relnamespace = "
        "$1::regnamespace and relname = any($2::text[])",
        {on.schema(), "{" + names + "}"});
    std::string lacking;
    const std::string role = quote_name(rights.text(0, 0));
    if (!rights.is_null(0, 1)) lacking += fmt::format("; GRANT {} TO {}", rights.text(0, 1), role);
    if (!rights.boolean(0, 2))
        lacking += fmt::format("; GRANT CREATE ON SCHEMA {} TO {}", on.schema(), role);
    if (needs_schema && !rights.boolean(0, 3))
        lacking += fmt::format("; GRANT CREATE ON DATABASE {} TO {}",
                               on.run("select quote_ident(current_database())").text(0, 0), role);
    if (!lacking.empty())
        throw failure(errc::database_refused,
                      "to rebuild the tables role " + role +
                          " must own them and may create others beside them: run as their owner, "
                          "or give it these rights" +
                          lacking);
}

void make_like(connection& on, const std::string& relation, table which) {
    on.run(fmt::format("create table {} (like {})", relation, current(on, which)));
    store_like(on, relation, which);
}

void store_like(connection& on, const std::string& relation, table which) {
    const query_result settings = on.run(
        "select array_to_string(reloptions, ', ') from pg_class where oid = $1::regclass and "
        "reloptions is not null",
        {current(on, which)});
    if (settings.rows() != 0)
        on.run(fmt::format("alter table {} set ({})", relation, settings.text(0, 0)));
    grant_like(on, relation, current(on, which));
}

void constrain_like(connection& on, const std::string& relation, table which) {
    const query_result wanted = on.run(
        "select conname, regexp_replace(pg_get_constraintdef(oid), ' NOT VALID$', '') from "
        "pg_constraint where conrelid = $1::regclass and contype = 'c' order by conname",
        {current(on, which)});
    for (std::size_t i = 0; i < wanted.rows(); ++i)
        on.run(fmt::format("alter table {} add constraint {} {}", relation,
                           quote_name(wanted.text(i, 0)), wanted.text(i, 1)));
}

void index_like(connection& on, const std::string& relation, table which) {
    const query_result wanted = indexes_of(on, current(on, which));
    for (std::size_t i = 0; i < wanted.rows(); ++i)
        on.run(fmt::format("create {}index {} on {}{}", wanted.boolean(i, 1) ? "unique " : "",
                           quote_name(std::string(wanted.text(i, 0)) + next_suffix), relation,
                           wanted.text(i, 2)));
}

void outlast_autovacuum(connection& on, std::span<const table> which, std::size_t failed_tries) {
    // Readers of the table wait meanwhile, so whoever is only reading is outwaited by tries first.
    constexpr std::size_t tries_first = 3;
    if (failed_tries < tries_first) return;
    std::string names;
    for (const table each : which)
        names += fmt::format("{}{}", names.empty() ? "" : ",", current(on, each));
    const query_result held = on.run(
        "select relation::regclass, (select setting::bigint + 1000 from pg_settings where name = "
        "'deadlock_timeout') from pg_locks where relation = any($1::regclass[]) and granted and "
        "mode = 'ShareUpdateExclusiveLock' and pid <> pg_backend_pid() limit 1",
        {"{" + names + "}"});
    if (held.rows() == 0) return;
    on.run(fmt::format("set local lock_timeout = '{}ms'", held.text(0, 1)));
    on.run(fmt::format("lock table {} in access exclusive mode", held.text(0, 0)));
}

void swap_in(connection& on, std::span<const table> which) {
    // All views, then all tables, before any change. A reader may take them in another order: the
    // one of us that gives way is we, long before the server looks for deadlocks (after 1 s) and
    // picks a victim.
    std::vector<std::string> names;
    for (const table each : which) names.push_back(current(on, each));
    on.run("set local lock_timeout = '200ms'");
    const std::vector<view_text> views = detach_views(on, names);
    on.run(fmt::format("lock table {} in access exclusive mode", fmt::join(names, ", ")));
    for (const table each : which) {
        const auto owner = other_owner(on, current(on, each));
        // Citus takes one statement at a time.
        on.run(fmt::format("drop table {}", current(on, each)));
        on.run(fmt::format("alter table {}{} rename to {}", current(on, each), next_suffix,
                           name_of(each)));
        const query_result made = indexes_of(on, current(on, each));
        for (std::size_t i = 0; i < made.rows(); ++i)
            on.run(fmt::format("alter index {}.{} rename to {}", on.schema(),
                               quote_name(made.text(i, 0)),
                               quote_name(without_suffix(made.text(i, 0)))));
        if (owner) on.run(fmt::format("alter table {} owner to {}", current(on, each), *owner));
    }
    make_views(on, views);
    on.run("set local lock_timeout = 0");
}

}  // namespace attrib
