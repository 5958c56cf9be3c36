// Streams of messages beside each other, and while the database goes away.
#include <libattrib/ingest/message_stream.hpp>
#include <libattrib/ingest/source_lock.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/mock_kafka.hpp>
#include <tests/support/numbered_rows.hpp>
#include <tests/support/running_stream.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

running_stream::work stream_of(memory_source& source) {
    return [&source](const stream_options& options) { return stream_messages(source, options); };
}

void end_sessions(const temporary_database& database) {
    database.connect().run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
}

}  // namespace

TEST_CASE("messages are each stored once while sessions of the database end again and again") {
    const temporary_database database;
    memory_log log;
    memory_source source(log);
    source.give({0, 1, 2});
    running_stream stream(database.name(), stream_of(source));
    constexpr int rounds = 30;
    constexpr int rows = 3000;
    for (int round = 0; round < rounds; ++round) {
        for (int i = 1; i <= rows / rounds; ++i) {
            const int number = round * (rows / rounds) + i;
            log.append(number % 3, numbered_event(number));
        }
        if (round % 3 == 0) end_sessions(database);
    }
    CHECK(eventually([&] { return stored_rows(database) == all_once(rows); }));
    CHECK_THAT(stream.said(), Contains("the database is back"));
}

TEST_CASE("who has no lock on a partition waits, reads others meanwhile, and goes on after it") {
    const temporary_database database;
    memory_log log;
    for (int i = 1; i <= 20; ++i) log.append(i % 2, numbered_event(i));
    memory_source first(log);
    first.give({0});
    running_stream holder(database.name(), stream_of(first));
    CHECK(eventually([&] { return stored_rows(database) == all_once(10); }));
    memory_source second(log);
    second.give({0, 1});
    running_stream waiting(database.name(), stream_of(second));
    CHECK(eventually([&] { return stored_rows(database) == all_once(20); }));
    CHECK(eventually([&] {
        return waiting.said().find("memory:t/0: another program adds this source") !=
               std::string::npos;
    }));
    for (int i = 21; i <= 30; ++i) log.append(0, numbered_event(i));
    CHECK(eventually([&] { return stored_rows(database) == all_once(30); }));
    holder.stop();
    for (int i = 31; i <= 40; ++i) log.append(0, numbered_event(i));
    CHECK(eventually([&] { return stored_rows(database) == all_once(40); }));
}

TEST_CASE("a partition that another program went on with is taken where that one came to") {
    const temporary_database database;
    memory_log log;
    for (int i = 1; i <= 10; ++i) log.append(0, numbered_event(i));
    memory_source first(log);
    memory_source second(log);
    first.give({0});
    second.give({});
    running_stream one(database.name(), stream_of(first));
    running_stream other(database.name(), stream_of(second));
    int rows = 10;
    for (int round = 0; round < 10; ++round) {
        memory_source& next = round % 2 == 0 ? second : first;
        memory_source& before = round % 2 == 0 ? first : second;
        CHECK(eventually([&] { return stored_rows(database) == all_once(rows); }));
        next.give({0});
        before.give({});
        for (int i = 0; i < 10; ++i) log.append(0, numbered_event(++rows));
    }
    CHECK(eventually([&] { return stored_rows(database) == all_once(rows); }));
}

}  // namespace attrib::test
