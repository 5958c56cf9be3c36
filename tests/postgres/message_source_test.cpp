// Whatever kind of log it is: where reading begins, what it does when the log lost something.
#include <libattrib/ingest/message_source.hpp>
#include <libattrib/ingest/message_stream.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/memory_log.hpp>
#include <tests/support/mock_kafka.hpp>
#include <tests/support/numbered_rows.hpp>
#include <tests/support/running_stream.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

struct logged_stream {
    logged_stream() { restart(); }

    void restart() {
        stream.reset();
        source = std::make_unique<memory_source>(log);
        source->give(given);
        stream = std::make_unique<running_stream>(
            database.name(),
            [this](const stream_options& options) { return stream_messages(*source, options); });
    }
    void give(std::vector<std::int32_t> partitions) {
        given = std::move(partitions);
        source->give(given);
    }
    void append(std::int32_t partition, int from, int to) {
        for (int i = from; i <= to; ++i) log.append(partition, numbered_event(i));
    }
    [[nodiscard]] bool gets(const std::string& what) const {
        return eventually([&] { return stored_rows(database) == what; });
    }

    temporary_database database;
    memory_log log;
    std::vector<std::int32_t> given{0};
    std::unique_ptr<memory_source> source;
    std::unique_ptr<running_stream> stream;
};

}  // namespace

TEST_CASE("a log is read from its beginning, and after a restart where the ledger has come to") {
    logged_stream test;
    test.append(0, 1, 500);
    CHECK(test.gets(all_once(500)));
    test.restart();
    test.append(0, 501, 600);
    CHECK(test.gets(all_once(600)));
    CHECK(eventually([&] { return test.source->stored_place(0) == 600; }));
    CHECK(test.stream->stop().added.accepted == 100);
}

TEST_CASE("partitions come, go and come again; new ones appear") {
    logged_stream test;
    test.append(0, 1, 100);
    test.append(1, 101, 200);
    CHECK(test.gets(all_once(100)));
    test.give({0, 1});
    CHECK(test.gets(all_once(200)));
    test.give({1});
    test.append(0, 201, 300);
    test.append(1, 301, 400);
    CHECK(eventually([&] { return test.source->stored_place(1) == 200; }));
    test.give({0, 1, 2});
    test.append(2, 401, 500);
    CHECK(test.gets(all_once(500)));
    CHECK(test.stream->said().empty());
}

TEST_CASE("offsets that hold no message leave no hole in the ledger") {
    logged_stream test;
    test.append(0, 1, 10);
    test.log.leave_out(0, 5);
    test.append(0, 11, 20);
    CHECK(test.gets(all_once(20)));
    CHECK(test.stream->said().empty());
    CHECK(test.database.value("select max(position_to) from ingest_batches") == "25");
}

TEST_CASE("tombstones are counted and are no rows") {
    logged_stream test;
    test.log.append(0, std::nullopt);
    test.append(0, 1, 3);
    test.log.append(0, std::nullopt);
    CHECK(eventually([&] { return test.source->stored_place(0) == 5; }));
    CHECK(stored_rows(test.database) == all_once(3));
    const stream_status done = test.stream->stop();
    CHECK((done.tombstones == 2 && done.added.read == 3));
}

TEST_CASE("messages that were deleted unread are told, and are a hole in the ledger") {
    logged_stream test;
    test.append(0, 1, 10);
    CHECK(test.gets(all_once(10)));
    test.stream->stop();
    test.append(0, 11, 40);
    test.log.drop_before(0, 30);
    test.restart();
    CHECK(test.gets("20 rows, 20 different, 1 holes"));
    CHECK_THAT(test.stream->said(), Contains("memory:t/0: the messages from offset 10 to 29 were "
                                             "deleted"));
    test.restart();
    test.append(0, 41, 50);
    CHECK(test.gets("30 rows, 30 different, 1 holes"));
    CHECK(test.stream->said().empty());
}

TEST_CASE("a log that ends before what was read of it is refused; so is another of that length") {
    logged_stream test;
    test.append(0, 1, 10);
    CHECK(test.gets(all_once(10)));
    test.stream->stop();
    test.log.clear(0);
    test.append(0, 11, 15);
    test.restart();
    test.stream->wait();
    CHECK_THAT(test.stream->error(), Contains("it now ends at offset 5") && Contains("--source"));
    test.append(0, 16, 40);
    test.restart();
    test.stream->wait();
    CHECK_THAT(test.stream->error(), Contains("the message at offset 9 is another"));
    CHECK(stored_rows(test.database) == all_once(10));
}

}  // namespace attrib::test
