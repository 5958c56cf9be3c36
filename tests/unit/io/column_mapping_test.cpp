#include <libattrib/io/column_mapping.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;
using header_names = std::vector<std::string_view>;

const header_names required{"user_pseudo_id", "event_timestamp", "event_name"};

header_names with(header_names columns, header_names more) {
    columns.insert(columns.end(), more.begin(), more.end());
    return columns;
}

std::vector<column> targets(const column_mapping& mapping) {
    std::vector<column> out;
    for (const mapped_column& each : mapping.columns) out.push_back(each.target);
    return out;
}

TEST_CASE("columns may stand in any order and unknown ones are ignored") {
    const auto mapping =
        map_columns(header_names{"x", "event_name", "event_timestamp", "y", "user_pseudo_id"}, {});
    REQUIRE(mapping);
    CHECK(mapping->width == 5);
    CHECK(targets(*mapping) ==
          std::vector{column::event_name, column::event_timestamp, column::user_pseudo_id});
    CHECK(mapping->columns[2].position == 4);
    CHECK(mapping->ignored == std::vector<std::string>{"x", "y"});
}

TEST_CASE("a header that goes on after a carriage return is of a file with other line ends") {
    const auto mapping = map_columns(with(required, {"channel\ru"}), {});
    REQUIRE_FALSE(mapping);
    CHECK(mapping.error().code == errc::not_event_csv);
    CHECK_THAT(mapping.error().message, Contains("carriage returns") && Contains("tr "));
    CHECK(map_columns(with(required, {"a quoted\r\nname"}), {}));
}

TEST_CASE("page, client_id and clientId are aliases") {
    for (const std::string_view user : {"client_id", "clientId"}) {
        const auto mapping =
            map_columns(header_names{user, "event_timestamp", "event_name", "page"}, {});
        REQUIRE(mapping);
        CHECK(targets(*mapping) == std::vector{column::user_pseudo_id, column::event_timestamp,
                                               column::event_name, column::page_location});
    }
}

TEST_CASE("names are compared without case") {
    const auto mapping =
        map_columns(header_names{"CLIENTID", "Event_Timestamp", "EVENT_NAME", "Page", "Shop Name"},
                    {.renames = {{"shop name", "source"}}});
    REQUIRE(mapping);
    CHECK(targets(*mapping) == std::vector{column::user_pseudo_id, column::event_timestamp,
                                           column::event_name, column::page_location,
                                           column::source});
    CHECK_FALSE(map_columns(with(required, {"Channel", "channel"}), {}));
    CHECK_FALSE(map_columns(with(required, {"CLIENT_ID"}), {}));
}

TEST_CASE("utm columns are source, medium and campaign where these are missing") {
    const auto mapping =
        map_columns(with(required, {"utm_source", "UTM_Medium", "utm_campaign", "utm_term"}), {});
    REQUIRE(mapping);
    const std::vector<column> all = targets(*mapping);
    CHECK(std::vector(all.end() - 3, all.end()) ==
          std::vector{column::source, column::medium, column::campaign});
    CHECK(mapping->ignored == std::vector<std::string>{"utm_term"});
    for (const auto& both :
         {header_names{"utm_source", "source"}, header_names{"source", "utm_source"}}) {
        const auto stated = map_columns(with(required, both), {});
        REQUIRE(stated);
        CHECK(targets(*stated).back() == column::source);
        CHECK(stated->columns.back().position == required.size() + (both[0] == "source" ? 0 : 1));
        CHECK(stated->ignored == std::vector<std::string>{"utm_source"});
    }
    CHECK_FALSE(map_columns(with(required, {"utm_source", "UTM_SOURCE"}), {}));
}

TEST_CASE("a rename comes before names and aliases") {
    const auto mapping =
        map_columns(header_names{"visitor", "event_timestamp", "event_name", "channel"},
                    {.renames = {{"visitor", "user_pseudo_id"}, {"channel", "source"}}});
    REQUIRE(mapping);
    CHECK(targets(*mapping) == std::vector{column::user_pseudo_id, column::event_timestamp,
                                           column::event_name, column::source});
}

TEST_CASE("a rename to nothing leaves a column out") {
    const auto mapping =
        map_columns(with(required, {"page", "page_location"}), {.renames = {{"page", ""}}});
    REQUIRE(mapping);
    CHECK(targets(*mapping).back() == column::page_location);
    CHECK(mapping->ignored == std::vector<std::string>{"page"});
}

TEST_CASE("a header without a required column is an error that says how to name it") {
    for (std::size_t missing = 0; missing < required.size(); ++missing) {
        header_names columns = required;
        columns[missing] = "other";
        const auto mapping = map_columns(columns, {});
        REQUIRE_FALSE(mapping);
        CHECK(mapping.error().code == errc::not_event_csv);
        CHECK_THAT(mapping.error().message,
                   Contains("no column " + std::string(required[missing])) && Contains("--map"));
    }
}

TEST_CASE("a header that names a column twice is an error") {
    for (const auto& twice :
         {header_names{"user_pseudo_id"}, header_names{"client_id"},
          header_names{"channel", "channel"}, header_names{"page", "page_location"}}) {
        const auto mapping = map_columns(with(required, twice), {});
        REQUIRE_FALSE(mapping);
        CHECK(mapping.error().code == errc::not_event_csv);
    }
}

TEST_CASE("renames that cannot be are errors") {
    const auto code = [](const column_renames& renames) {
        const auto mapping = map_columns(required, {.renames = renames});
        return mapping ? errc::invalid_option : mapping.error().code;
    };
    CHECK(code({{"event_name", "no_such_column"}}) == errc::bad_mapping);
    CHECK(code({{"event_name", "event_name"}, {"event_name", "channel"}}) == errc::bad_mapping);
}

TEST_CASE("a rename of a column that is not there is remembered, as another file may have it") {
    const auto mapping = map_columns(required, {.renames = {{"nowhere", "channel"}}});
    REQUIRE(mapping);
    CHECK(mapping->unmatched == column_renames{{"nowhere", "channel"}});
    const error wrong = no_such_column("x.csv", mapping->unmatched.front(), mapping->header_text);
    CHECK(wrong.code == errc::bad_mapping);
    CHECK_THAT(wrong.message, Contains("x.csv: --map nowhere=channel") && Contains("event_name"));
    CHECK(map_columns(required)->header_text.empty());
    // Where the column was needed, that is what is wrong.
    const auto needed = map_columns(header_names{"event_timestamp", "event_name", "who"},
                                    {.renames = {{"whom", "user_pseudo_id"}}});
    REQUIRE_FALSE(needed);
    CHECK(needed.error().code == errc::bad_mapping);
    CHECK_THAT(needed.error().message, Contains("no column whom") && Contains("who"));
}

TEST_CASE("a constant stands for a column that the header lacks, and for no other") {
    const header_names pages{"event_timestamp", "user_pseudo_id", "channel"};
    const reading_options reading{
        .constants = {{column::event_name, "page_view"}, {column::channel, "Email"}}};
    const auto mapping = map_columns(pages, reading);
    REQUIRE(mapping);
    CHECK(mapping->constants == column_constants{{column::event_name, "page_view"}});
    CHECK_THAT(map_columns(header_names{"user_pseudo_id~event_name"}).error().message,
               Contains("--delimiter"));
    CHECK_THAT(map_columns(pages).error().message, Contains("--set event_name=VALUE"));
}

TEST_CASE("flattened fields of GA4's export are read where nothing better is there") {
    const header_names flat{"Collected_Traffic_Source.manual_source",
                            "ecommerce.purchase_revenue",
                            "device.category",
                            "geo.country",
                            "ecommerce.transaction_id",
                            "collected_traffic_source.GCLID",
                            "traffic_source.source"};
    const auto mapping = map_columns(with(required, flat));
    REQUIRE(mapping);
    CHECK(targets(*mapping) == std::vector{column::user_pseudo_id, column::event_timestamp,
                                           column::event_name, column::source, column::event_value,
                                           column::device_category, column::country,
                                           column::transaction_id});
    REQUIRE(mapping->click_ids.size() == 1);
    CHECK(mapping->click_ids[0].position == required.size() + 5);
    CHECK(mapping->click_ids[0].kind == "gclid");
    CHECK_FALSE(mapping->is_value_doubtful);
    // The source of the user's first visit is not that of this one.
    CHECK(mapping->ignored == std::vector<std::string>{"traffic_source.source"});
    for (const std::string_view better : {"source", "utm_source"}) {
        const auto both = map_columns(with(required, {flat[0], better}));
        REQUIRE(both);
        CHECK(both->columns.back().position == required.size() + 1);
        CHECK(both->ignored == std::vector<std::string>{std::string(flat[0])});
    }
    const auto renamed =
        map_columns(with(required, flat), {.renames = {{"traffic_source.source", "source"},
                                                       {"device.category", ""},
                                                       {"collected_traffic_source.gclid", ""}}});
    REQUIRE(renamed);
    CHECK(renamed->click_ids.empty());
    CHECK(renamed->unmatched.empty());
    CHECK(renamed->columns.back().target == column::source);
    CHECK(renamed->ignored.size() == 3);
}

TEST_CASE("flattened parameters of GA4 are read after all else") {
    const header_names flat{"event_params.page_location", "EVENT_PARAMS.value",
                            "event_params.event_name", "event_params.x", "event_params."};
    const auto mapping = map_columns(with(required, flat));
    REQUIRE(mapping);
    CHECK(mapping->columns.size() == required.size() + 2);
    CHECK(mapping->columns[3].target == column::page_location);
    CHECK(mapping->columns[4].target == column::event_value);
    CHECK(mapping->is_value_doubtful);
    const auto better = map_columns(with(required, {flat[1], "ecommerce.purchase_revenue"}));
    REQUIRE(better);
    CHECK_FALSE(better->is_value_doubtful);
    CHECK(better->ignored == std::vector<std::string>{"EVENT_PARAMS.value"});
}

TEST_CASE("names that stand for something are counted") {
    CHECK(count_known(header_names{"User_Pseudo_Id", "x", "geo.country", "utm_source"}, {}) == 3);
    CHECK(count_known(header_names{"x", "channel"}, {{"x", "source"}, {"channel", ""}}) == 1);
}

}  // namespace
}  // namespace attrib
