#include <filesystem>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/loader.hpp>
#include <libattrib/ingest/stream.hpp>
#include <tests/catch.hpp>
#include <tests/support/loads.hpp>
#include <vector>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// Rows of two shapes, one of them broken now and then.
std::string row_of(int number) {
    const std::string id = std::to_string(number);
    if (number % 50 == 7) return R"({"event_name":"nobody","x":")" + id + "\"}";
    if (number % 2 == 0)
        return R"({"type":"track","event":"e","anonymousId":"a","messageId":"m)" + id +
               R"(","timestamp":"2025-03-01T10:00:00Z","properties":{"revenue":)" + id + "}}";
    return R"({"event_id":"i)" + id + R"(","user_pseudo_id":"u","event_name":"e",)" +
           R"("event_timestamp":1740823200000000,"x":[{"y":"}{"},{}]})";
}

std::string laid_out(const std::string& head, const std::string& between, const std::string& tail) {
    std::string text = head;
    for (int i = 0; i < 3000; ++i) text += (i == 0 ? "" : between) + row_of(i);
    return text + tail;
}

// Rows and rejects but for the lines of these.
std::string contents(const temporary_database& database) {
    return database.value(R"(
        select format('%s %s %s %s', count(*), sum(hashtextextended((event_id, user_pseudo_id,
                      event_name, event_value)::text, 0)),
                      (select count(*) from ga4_events_rejected),
                      (select sum(hashtextextended(row_text::text, 0)) from ga4_events_rejected))
        from ga4_events_raw)");
}

}  // namespace

TEST_CASE("JSON of any layout is loaded and streamed once, however often it is interrupted") {
    const temporary_directory folder;
    std::string expected;
    for (const auto& text : {laid_out("", "\n", "\n"), laid_out("[", ",", "]"),
                             laid_out("[\n", ",\n  ", "\n]\n"), laid_out("", "", "")}) {
        const std::string path = folder.write("rows.json", text);
        const temporary_database loads;
        std::atomic<bool> stop{false};
        load_options options = small_batches(loads);
        options.how.interrupt = &stop;
        options.on_progress = [&](std::uint64_t, std::uint64_t) { stop = true; };
        CHECK_THROWS_AS(load_file(path, options), failure);
        stop = false;
        options.on_progress = {};
        options.batch_bytes = 30'000;
        load_file(path, options);
        CHECK(load_file(path, options).added.read == 0);
        if (expected.empty()) expected = contents(loads);
        CHECK(contents(loads) == expected);

        const temporary_database streams;
        stream_options how;
        how.database = streams.name();
        how.batch_rows = 70;
        how.how.interrupt = &stop;
        how.on_status = [&](const stream_status&) { stop = true; };
        stream_events(path, how);
        stop = false;
        how.on_status = {};
        stream_events(path, how);
        CHECK(stream_events(path, how).added.read == 0);
        CHECK(contents(streams) == expected);
    }
}

TEST_CASE("a renamed key that no row has is told, before or after what is read once") {
    const temporary_directory folder;
    const std::string path = folder.write("rows.json", laid_out("[", ",", "]"));
    const temporary_database database;
    load_options loads = small_batches(database);
    loads.reading.renames = {{"properties.revenue", "event_value"}, {"properties.x", "country"}};
    CHECK_THROWS_WITH(check_loadable({path}, loads), Contains("key properties.x"));
    loads.reading.renames.pop_back();
    CHECK_NOTHROW(check_loadable({path}, loads));
    stream_options streams;
    streams.database = database.name();
    streams.reading.renames = {{"properties.x", "country"}};
    CHECK_THROWS_WITH(stream_events(path, streams),
                      Contains("key properties.x") && Contains("stored without it"));
    CHECK(database.value("select count(*) from ga4_events_raw") == "2940");
    // Of one that goes on, nobody can say.
    CHECK_NOTHROW(stream_events(path, streams));
}

}  // namespace attrib::test
