#include <libattrib/schema/tables.hpp>
#include <set>
#include <string>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

template <class Columns>
std::string names_of(const Columns& columns) {
    std::string names;
    for_each_column(columns, [&](const auto& column) {
        if (!names.empty()) names += ' ';
        names += column.name;
        if (column.is_nullable) names += '?';
    });
    return names;
}

TEST_CASE("the columns of the tables; a question mark says that one may be null") {
    CHECK(names_of(schema::sessions) ==
          "session_id user_pseudo_id session_start session_end event_count channel source? medium? "
          "campaign? landing_page? device_category? country? conversions");
    CHECK(names_of(schema::session_extras) == "origin_timestamp?");
    CHECK(names_of(schema::conversions) ==
          "conversion_id user_pseudo_id conversion_timestamp conversion_date conversion_name "
          "revenue currency? transaction_id?");
    CHECK(names_of(schema::touchpoints) ==
          "user_pseudo_id conversion_id conversion_timestamp conversion_name touch_no session_id "
          "touch_timestamp");
    CHECK(names_of(schema::attributions) ==
          "model conversion_id user_pseudo_id conversion_timestamp conversion_date conversion_name "
          "currency? transaction_id? touch_no touch_count session_id? touch_timestamp? channel? "
          "source? medium? campaign? credit revenue");
    CHECK(names_of(schema::credits) ==
          "conversion_id user_pseudo_id conversion_timestamp conversion_date conversion_name "
          "revenue currency? transaction_id? channel? source? medium? campaign? session_id? "
          "touch_timestamp?");
    CHECK(names_of(schema::daily) ==
          "model conversion_date conversion_name currency? channel? conversions revenue");
    CHECK(names_of(schema::paths) ==
          "conversion_name currency? path length conversions revenue days");
    CHECK(names_of(schema::roles) ==
          "conversion_name channel first assisted last influenced early mid late");
    CHECK(names_of(schema::markov) ==
          "conversion_name dimension currency? value? removal_effect conversions revenue");
}

TEST_CASE("what is unattributed has no touch, and its whole credit") {
    const conversion_row conversion{test::make_event("c", "2025-03-01T10:00:00Z", "purchase"), {}};
    const attribution_row share{"linear", &conversion, 0, 0, nullptr, money{1'000'000}, money{5}};
    std::size_t nulls = 0;
    for_each_column(schema::attributions, [&](const auto& column) {
        const auto value = column.get(share);
        if constexpr (std::is_same_v<decltype(value), const std::string_view>)
            nulls += value.empty() ? 1U : 0U;
        if constexpr (std::is_same_v<decltype(value), const session_id_text>)
            CHECK(value.start == nullptr);
        if constexpr (std::is_same_v<decltype(value), const std::optional<timestamp>>)
            CHECK_FALSE(value.has_value());
    });
    CHECK(nulls == 6);  // currency, transaction_id and four of the touch
}

}  // namespace
}  // namespace attrib
