#include <libattrib/postgres/schema.hpp>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/advisory_lock.hpp>

namespace attrib {

extern const embedded_file migration_files[];  // written by cmake/embed.cmake

namespace {

std::size_t version_of(connection& on) {
    on.run(
        "create table if not exists attrib_schema (version integer primary key, name text not "
        "null, applied_at timestamptz not null default now())");
    return static_cast<std::size_t>(
        on.run("select coalesce(max(version), 0) from attrib_schema").integer(0, 0));
}

void apply(connection& on, std::size_t version, const embedded_file& step) {
    transaction work(on);
    on.run(std::string(step.text));
    on.run("insert into attrib_schema (version, name) values ($1, $2)",
           {std::to_string(version), std::string(step.name)});
    work.commit();
}

}  // namespace

void migrate(connection& on) {
    std::size_t count = 0;
    while (!migration_files[count].name.empty()) ++count;
    migrate(on, std::span(migration_files, count));
}

void migrate(connection& on, std::span<const embedded_file> steps) {
    const advisory_lock lock(on, lock_purpose::migration);
    const std::size_t version = version_of(on);
    if (version > steps.size())
        throw failure(errc::schema_too_new, "the database has schema version " +
                                                std::to_string(version) + ", this program knows " +
                                                std::to_string(steps.size()) +
                                                "; use the later program that made it");
    for (std::size_t i = version; i < steps.size(); ++i) apply(on, i + 1, steps[i]);
}

std::string column_list(connection& on, const std::string& schema, const std::string& table) {
    return std::string(
        on.run("select string_agg(column_name, ', ' order by ordinal_position) from "
               "information_schema.columns where table_schema = $1 and table_name = $2",
               {schema, table})
            .text(0, 0));
}

}  // namespace attrib
