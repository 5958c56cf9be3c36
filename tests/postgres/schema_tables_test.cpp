// The migrations' tables have the columns that CSV files and COPY streams go by.
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/schema/tables.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// As SQL's type of what `Get` returns.
template <class Value>
std::string type_of() {
    if constexpr (std::is_same_v<Value, timestamp> ||
                  std::is_same_v<Value, std::optional<timestamp>>)
        return "timestamp with time zone";
    else if constexpr (std::is_same_v<Value, calendar_day>)
        return "date";
    else if constexpr (std::is_same_v<Value, std::int64_t>)
        return "bigint";
    else if constexpr (std::is_same_v<Value, money> || std::is_same_v<Value, money_sum> ||
                       std::is_same_v<Value, six_decimals>)
        return "numeric";
    else if constexpr (std::is_same_v<Value, text_list>)
        return "ARRAY";
    else
        return "text";
}

template <class Row, class Columns>
std::string described(const Columns& columns, bool is_view) {
    std::string lines;
    for_each_column(columns, [&](const auto& column) {
        using value = std::remove_cvref_t<decltype(column.get(std::declval<const Row&>()))>;
        lines += std::string(column.name) + " " + type_of<value>() +
                 (column.is_nullable || is_view ? "" : " not null") + "\n";
    });
    return lines;
}

std::string stored(const temporary_database& database, const std::string& table) {
    return database.value(
        "select string_agg(column_name || ' ' || data_type || case is_nullable when 'NO' then "
        "' not null' else '' end || E'\\n', '' order by ordinal_position) from "
        "information_schema.columns where table_schema = 'public' and table_name = '" +
        table + "'");
}

}  // namespace

TEST_CASE("tables and views of the database have the columns of their descriptions") {
    const temporary_database database;
    const auto sessions = std::tuple_cat(schema::sessions, schema::session_extras);
    CHECK(stored(database, "int_sessions") == described<session_row>(sessions, false));
    CHECK(stored(database, "mart_channel_daily") == described<daily_row>(schema::daily, false));
    for (const char* const mart : {"mart_first_click", "mart_last_click"})
        CHECK(stored(database, mart) == described<credit_row>(schema::credits, false));
    CHECK(stored(database, "dda_transitions_daily") ==
          described<transition_row>(schema::transitions, false));
    CHECK(stored(database, "dda_sets_daily") ==
          described<journey_set_row>(schema::journey_sets, false));
    // A rebuild makes the views. PostgreSQL does not say which columns of a view are never null.
    rebuild_options how;
    how.database = database.name();
    rebuild_tables(how, default_channel_classifier());
    CHECK(stored(database, "int_conversions") ==
          described<conversion_row>(schema::conversions, true));
    CHECK(stored(database, "int_touchpoints") ==
          described<touchpoint_row>(schema::touchpoints, true));
    CHECK(stored(database, "mart_attribution") ==
          described<attribution_row>(schema::attributions, true));
}

}  // namespace attrib::test
