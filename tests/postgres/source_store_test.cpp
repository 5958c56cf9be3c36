#include <libattrib/core/error.hpp>
#include <libattrib/ingest/source_store.hpp>
#include <tests/catch.hpp>
#include <tests/support/numbered_rows.hpp>

namespace attrib::test {
namespace {

stream_batch batch_of(int from, int to) {
    stream_batch batch;
    batch.rows.text = numbered_rows(from, to);
    batch.rows.begin = numbered_header.size() + numbered_rows(1, from - 1).size();
    batch.rows.end = batch.rows.begin + batch.rows.text.size();
    batch.rows.first_line = static_cast<std::uint64_t>(from) + 1;
    batch.rows.end_line = static_cast<std::uint64_t>(to) + 2;
    batch.count = static_cast<std::uint64_t>(to - from + 1);
    batch.mark = mark_of(batch.rows.text);
    return batch;
}

struct stored_source {
    stored_source() { options.database = database.name(); }

    claim_source claim() {
        return [this](connection& on) {
            claimed_source source;
            source.lock = std::make_unique<source_lock>(on, "s", "file", options.how);
            source.identity = "s";
            source.progress = progress_of(on, "s");
            if (on_claim) on_claim();
            return source;
        };
    }
    void write(std::vector<stream_batch> batches) {
        source_store store(options, "file", parser, claim(), status);
        REQUIRE(store.open());
        batch_queue queue(batches.size());
        for (stream_batch& batch : batches) queue.push(std::move(batch));
        queue.close();
        store.write(queue);
        store.check_complete(begin, end);
    }

    temporary_database database;
    stream_options options;
    row_parser parser{"file",
                      map_columns(std::vector<std::string_view>{"event_id", "user_pseudo_id",
                                                                "event_timestamp", "event_name"},
                                  {})
                          .value()};
    stream_status status;
    std::uint64_t begin = numbered_header.size();
    std::uint64_t end = numbered_header.size() + numbered_rows(1, 30).size();
    std::function<void()> on_claim;
};

}  // namespace

TEST_CASE("batches are stored with the mark of their end, each row once") {
    stored_source test;
    test.write({batch_of(1, 10), batch_of(11, 30)});
    CHECK(stored_rows(test.database) == all_once(30));
    connection on = test.database.connect();
    const auto parts = progress_of(on, "s").parts;
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].mark == mark_of(numbered_rows(11, 30)));
    CHECK(test.status.added.read == 30);
    test.write({batch_of(1, 30)});
    CHECK(stored_rows(test.database) == all_once(30));
    CHECK((test.status.added.read == 30 && test.status.earlier == 30));
}

TEST_CASE("what others added is cut out, even of those who did not keep to the lock") {
    stored_source before;
    // Rows 6 to 15 come in when the ledger has been read.
    before.on_claim = [&, is_first = true]() mutable {
        if (!std::exchange(is_first, false)) return;
        connection on = before.database.connect();
        const stream_batch other = batch_of(6, 15);
        raw_batch rows;
        const std::int64_t id = reserve_batch_id(on);
        rows.clear(id);
        const row_counts counts = before.parser.parse(other.rows, rows);
        const std::string source = "s";
        REQUIRE(store_batch(on, rows, {id, source, source, other.rows, counts}));
    };
    before.write({batch_of(1, 10), batch_of(11, 30)});
    CHECK(stored_rows(before.database) == all_once(30));
    CHECK((before.status.added.read == 20 && before.status.earlier == 10));
}

TEST_CASE("a source of which the ledger lacks something is not complete") {
    stored_source test;
    CHECK_THROWS_AS(test.write({batch_of(1, 10), batch_of(12, 30)}), failure);
    CHECK_THROWS_AS(test.write({batch_of(1, 10)}), failure);
    test.write({batch_of(1, 30)});
    CHECK(stored_rows(test.database) == all_once(30));
}

}  // namespace attrib::test
