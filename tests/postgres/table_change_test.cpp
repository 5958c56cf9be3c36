#include <libattrib/marts/table_change.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

std::optional<table_change> told_of(const temporary_database& database, table_change change) {
    connection listener = database.connect();
    listener.run("listen " + std::string(changed_channel));
    connection on = database.connect();
    transaction work(on);
    announce(on, std::move(change));
    work.commit();
    const auto told = listener.wait_for_notices(std::chrono::seconds{10});
    REQUIRE(told.size() == 1);
    CHECK(told[0].channel == changed_channel);
    return change_of(told[0].payload);
}

calendar_day day(std::string_view text) {
    calendar_day parsed;
    REQUIRE(parse_day(text, parsed));
    return parsed;
}

}  // namespace

TEST_CASE("a change is told as it was announced, numbered in order") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(last_change(on) == 0);
    const auto first = told_of(database, {.moves_credits = true,
                                          .rows = 7,
                                          .rejects = 2,
                                          .batch_ids = {3, 9'000'000'000},
                                          .first_day = day("2025-03-01"),
                                          .last_day = day("2025-03-15"),
                                          .first_journey_day = day("2025-02-01"),
                                          .last_journey_day = day("2025-06-15"),
                                          .first_session_day = day("2025-01-31"),
                                          .last_session_day = day("2025-03-14")});
    REQUIRE(first);
    CHECK(first->number == 1);
    CHECK(first->moves_credits);
    CHECK_FALSE(first->is_everything);
    CHECK(first->rows == 7);
    CHECK(first->rejects == 2);
    CHECK(first->batch_ids == std::vector<std::int64_t>{3, 9'000'000'000});
    CHECK(first->first_day == day("2025-03-01"));
    CHECK(first->last_day == day("2025-03-15"));
    CHECK(first->first_journey_day == day("2025-02-01"));
    CHECK(first->last_journey_day == day("2025-06-15"));
    CHECK(first->first_session_day == day("2025-01-31"));
    CHECK(first->last_session_day == day("2025-03-14"));
    const auto second = told_of(database, {.is_everything = true});
    REQUIRE(second);
    CHECK(second->number == 2);
    CHECK(second->is_everything);
    CHECK_FALSE(second->first_day);
    CHECK_FALSE(second->first_journey_day);
    CHECK(last_change(on) == 2);
}

TEST_CASE("more batches than a notice holds are not named") {
    const temporary_database database;
    table_change many;
    many.batch_ids.assign(max_named_batches, std::numeric_limits<std::int64_t>::max());
    CHECK(told_of(database, many)->batch_ids.size() == max_named_batches);
    many.batch_ids.push_back(1);
    CHECK(told_of(database, many)->batch_ids.empty());
}

TEST_CASE("what is no change is none") {
    CHECK_FALSE(change_of(""));
    CHECK_FALSE(change_of("{}"));
    CHECK_FALSE(change_of(R"({"change":"x"})"));
    CHECK_FALSE(change_of("[1,2"));
}

}  // namespace attrib::test
