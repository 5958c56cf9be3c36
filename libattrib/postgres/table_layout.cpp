#include <fmt/format.h>

#include <libattrib/postgres/table_layout.hpp>

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

}  // namespace

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

void swap_in(connection& on, std::span<const table> which) {
    // All tables before any change. A reader may take them in another order: the one of us that
    // gives way is we, long before the server looks for deadlocks (after 1 s) and picks a victim.
    std::string all;
    for (const table each : which) all += (all.empty() ? "" : ", ") + current(on, each);
    on.run("set local lock_timeout = '200ms'");
    on.run("lock table " + all + " in access exclusive mode");
    for (const table each : which) {
        on.run(fmt::format("drop table {0}; alter table {0}{1} rename to {2}", current(on, each),
                           next_suffix, name_of(each)));
        const query_result made = indexes_of(on, current(on, each));
        for (std::size_t i = 0; i < made.rows(); ++i)
            on.run(fmt::format("alter index {}.{} rename to {}", on.schema(),
                               quote_name(made.text(i, 0)),
                               quote_name(without_suffix(made.text(i, 0)))));
    }
    on.run("set local lock_timeout = 0");
}

}  // namespace attrib
