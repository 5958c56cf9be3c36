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
                    {{"shop name", "source"}});
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
                    {{"visitor", "user_pseudo_id"}, {"channel", "source"}});
    REQUIRE(mapping);
    CHECK(targets(*mapping) == std::vector{column::user_pseudo_id, column::event_timestamp,
                                           column::event_name, column::source});
}

TEST_CASE("a rename to nothing leaves a column out") {
    const auto mapping = map_columns(with(required, {"page", "page_location"}), {{"page", ""}});
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
        const auto mapping = map_columns(required, renames);
        return mapping ? errc::invalid_option : mapping.error().code;
    };
    CHECK(code({{"nowhere", "channel"}}) == errc::bad_mapping);
    CHECK(code({{"event_name", "no_such_column"}}) == errc::bad_mapping);
    CHECK(code({{"event_name", "event_name"}, {"event_name", "channel"}}) == errc::bad_mapping);
}

}  // namespace
}  // namespace attrib
