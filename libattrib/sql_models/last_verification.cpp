#include <libattrib/sql_models/last_verification.hpp>
#include <nlohmann/json.hpp>

namespace attrib {
namespace {

nlohmann::ordered_json json_of(const verification& found) {
    nlohmann::ordered_json tables = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < table_count; ++i) {
        const table_comparison& each = found.tables[i];
        tables.push_back({{"name", name_of(static_cast<table>(i))},
                          {"stored", each.stored},
                          {"checked", each.checked},
                          {"only_stored", each.only_stored},
                          {"only_checked", each.only_checked}});
    }
    return tables;
}

}  // namespace

void note_verification(connection& on, const verification& found) {
    transaction work(on);
    on.run("delete from last_verification");
    on.run(
        "insert into last_verification (is_equal, stored_by, checked_by, compared) values "
        "($1::boolean, $2, $3, $4::jsonb)",
        {found.is_equal() ? "true" : "false", found.stored_by, found.checked_by,
         json_of(found).dump()});
    work.commit();
}

}  // namespace attrib
