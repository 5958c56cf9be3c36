/// @file
/// A database with made-up journeys, and its days as a journey_store reads them.
#pragma once

#include <libattrib/journeys/journey_store.hpp>
#include <libattrib/marts/model_state.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {

/// Loads made-up events and makes the tables of them.
class stored_days {
   public:
    explicit stored_days(std::uint64_t events = 20'000) {
        const temporary_directory folder;
        load_file(folder.write("events.csv", generated_csv(small_scenario(events))),
                  small_batches(database));
        rebuild(database);
        connection on = database.connect();
        state = read_state(on).value();
        made = made_with_of(state.settings);
        const query_result days =
            on.run("select min(conversion_date), max(conversion_date) + 1 from mart_first_click");
        REQUIRE(parse_day(days.text(0, 0), first));
        REQUIRE(parse_day(days.text(0, 1), end));
    }

    [[nodiscard]] journey_store::made_with how() const {
        return {state.settings, made.options, made.paid_channels};
    }

    /// Reads through the store, in a transaction that begins after `began`.
    std::vector<shared_block> read(journey_store& store, calendar_day from, calendar_day to,
                                   touch_columns columns = {},
                                   std::optional<journey_store::moment> began = {},
                                   std::size_t* calls = nullptr) {
        if (!began) began = store.now();
        connection on = database.connect();
        const transaction view(on, "isolation level repeatable read, read only");
        std::vector<shared_block> read;
        store.visit(on, how(), {from, to, columns, *began},
                    [&](const std::vector<shared_block>& blocks) {
                        read.insert(read.end(), blocks.begin(), blocks.end());
                        if (calls != nullptr) ++*calls;
                    });
        return read;
    }

    temporary_database database;
    model_state state;
    made_with made;
    calendar_day first;
    calendar_day end;
};

inline touch_columns every_column() {
    touch_columns all;
    for (std::size_t i = 0; i < touch_column_count; ++i)
        all = all.with(static_cast<touch_column>(i));
    return all;
}

}  // namespace attrib::test
