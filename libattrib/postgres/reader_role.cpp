#include <fmt/format.h>

#include <libattrib/postgres/reader_role.hpp>

namespace attrib {

std::string reader_grants(const std::string& role, const std::string& schema) {
    return fmt::format(
        "do $$ begin if to_regrole({1}) is null then create role {0} nologin; end if; end $$;\n"
        "grant usage on schema {2} to {0};\n"
        "grant select on all tables in schema {2} to {0};\n"
        "grant select on all sequences in schema {2} to {0};\n"
        "alter default privileges in schema {2} grant select on tables to {0};\n"
        "grant {0} to current_user;\n",
        quote_name(role), quote_text(quote_name(role)), schema);
}

bool may_become(connection& on, const std::string& role) {
    return on
        .run(
            "select exists (select from pg_roles where rolname = $1 and pg_has_role(current_user, "
            "oid, 'member'))",
            {role})
        .boolean(0, 0);
}

}  // namespace attrib
