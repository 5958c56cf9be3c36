#include <fmt/format.h>

#include <array>
#include <libattrib/postgres/views.hpp>

namespace attrib {
namespace {

// A query without rows that has a view's columns.
std::string empty_query(connection& on, const std::string& view) {
    return std::string(
        on.run("select format('select %s where false', string_agg(format('null::%s%s as %I', "
               "format_type(atttypid, atttypmod), case when attcollation <> typcollation then "
               "' collate ' || attcollation::regcollation else '' end, attname), ', ' order by "
               "attnum)) from pg_attribute join pg_type on pg_type.oid = atttypid where attrelid = "
               "$1::regclass and attnum > 0 and not attisdropped",
               {view})
            .text(0, 0));
}

}  // namespace

void make_views(connection& on, std::span<const view_text> views) {
    for (const view_text& view : views)
        on.run(fmt::format("create or replace view {}{} as\n{}", view.name,
                           view.options.empty() ? "" : fmt::format(" with ({})", view.options),
                           view.sql));
}

std::vector<view_text> detach_views(connection& on, std::span<const std::string> tables) {
    std::vector<view_text> detached;
    for (const std::string& table : tables) {
        const query_result readers = on.run(
            "select oid::regclass, pg_get_viewdef(oid), array_to_string(reloptions, ', ') from "
            "pg_class where relkind = 'v' and oid in (select ev_class from pg_rewrite join "
            "pg_depend on classid = 'pg_rewrite'::regclass and objid = pg_rewrite.oid where "
            "refclassid = 'pg_class'::regclass and refobjid = to_regclass($1)) order by oid",
            {table});
        for (std::size_t i = 0; i < readers.rows(); ++i) {
            const view_text view{
                std::string(readers.text(i, 0)), std::string(readers.text(i, 1)),
                readers.is_null(i, 2) ? std::string() : std::string(readers.text(i, 2))};
            make_views(on, std::array{view_text{view.name, empty_query(on, view.name)}});
            detached.push_back(view);
        }
    }
    return detached;
}

}  // namespace attrib
