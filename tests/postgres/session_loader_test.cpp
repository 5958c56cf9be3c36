#include <libattrib/journeys/session_loader.hpp>
#include <tests/support/stored_days.hpp>

namespace attrib::test {
namespace {

struct read_days {
    explicit read_days(const stored_days& days, user_part part = {})
        : on(days.database.connect()),
          view(on, "isolation level repeatable read, read only"),
          source{.options = days.made.options,
                 .texts = std::make_shared<dictionary>(),
                 .users = users,
                 .part = part} {
        load_sessions(on, source, days.first, days.end, every_column(), days.end - days.first,
                      [&](const std::vector<shared_sessions>& read) { blocks = read; });
    }

    connection on;
    transaction view;
    user_table users;
    session_source source;
    std::vector<shared_sessions> blocks;
};

std::size_t count_of(const std::vector<shared_sessions>& blocks) {
    std::size_t sum = 0;
    for (const shared_sessions& each : blocks) sum += each->size();
    return sum;
}

}  // namespace

TEST_CASE("blocks hold every session of their days, by user") {
    const stored_days days;
    const read_days read(days);
    REQUIRE(read.blocks.size() == static_cast<std::size_t>((days.end - days.first).count()));
    for (const shared_sessions& each : read.blocks) {
        CHECK(std::ranges::is_sorted(each->users));
        const std::string where = " from int_sessions where (session_start at time zone '" +
                                  days.made.options.zone.name() + "')::date = '" +
                                  to_string(each->day) + "'";
        CHECK(days.database.value("select count(*)" + where) == std::to_string(each->size()));
        for (std::size_t i = 0; i < touch_column_count; ++i)
            CHECK(each->values[i].size() == each->size());
    }
}

TEST_CASE("parts of users hold all of them, each once") {
    const stored_days days;
    const read_days all(days);
    std::size_t sessions = 0;
    std::size_t users = 0;
    for (unsigned i = 0; i < 3; ++i) {
        const read_days part(days, {i, 3});
        sessions += count_of(part.blocks);
        users += part.users.size();
    }
    CHECK(sessions == count_of(all.blocks));
    CHECK(users == all.users.size());
}

TEST_CASE("sessions of changed users are read again, those of others stay") {
    const stored_days days;
    read_days read(days);
    connection on = days.database.connect();
    const std::string batch = days.database.value("select min(batch_id) from ga4_events_raw");
    on.run(
        "update int_sessions set country = 'Elsewhere' where user_pseudo_id in (select "
        "user_pseudo_id from ga4_events_raw where batch_id = " +
        batch + ")");
    on.run(
        "delete from int_sessions where user_pseudo_id = (select min(user_pseudo_id) from "
        "ga4_events_raw where batch_id = " +
        batch + ")");
    const auto expected =
        days.database.value("select count(*) from int_sessions where country = 'Elsewhere'");
    const transaction view(on, "isolation level repeatable read, read only");
    const std::int64_t changed = std::stoll(batch);
    const auto blocks = load_changed_sessions(on, read.source, read.blocks, {&changed, 1});
    REQUIRE(blocks.size() == read.blocks.size());
    const auto elsewhere = read.source.texts->find("Elsewhere");
    REQUIRE(elsewhere);
    std::size_t found = 0;
    for (const shared_sessions& each : blocks) {
        CHECK(std::ranges::is_sorted(each->users));
        found += static_cast<std::size_t>(std::ranges::count(
            each->values[static_cast<std::size_t>(touch_column::country)], *elsewhere));
    }
    CHECK(std::to_string(found) == expected);
    CHECK(count_of(blocks) < count_of(read.blocks));
}

}  // namespace attrib::test
