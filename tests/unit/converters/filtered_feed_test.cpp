#include <algorithm>
#include <libattrib/converters/detail/filtered_feed.hpp>
#include <libattrib/converters/detail/indexed_files.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::detail {
namespace {

constexpr const char* header = "event_id,user_pseudo_id,event_timestamp,event_name,page_location\n";

std::string row(const std::string& id, const std::string& user, const std::string& page = "/") {
    return id + "," + user + ",2025-03-01T10:00:00Z,page_view," + page + "\n";
}

// What is picked of files that were read in chunks of some size: event_ids, in order.
std::vector<std::string> picked_ids(const std::vector<std::string>& paths, const std::string& user,
                                    std::size_t chunk_bytes) {
    const auto files =
        event_files::open(paths,
                          {.reading = {}, .kept = kept_columns::names, .chunk_bytes = chunk_bytes})
            .value();
    indexed_files indexed(*files, std::size_t{1} << 20);
    test::collecting_consumer first_look;
    while (indexed.read_some(first_look)) {
    }
    user_bloom_filter users;
    users.add(user_bloom_filter::key_of(user));
    const auto chunks = indexed.chunks().value();
    const auto rows = filtered_feed::open(paths, {}, chunks, users).value();
    test::collecting_consumer second_look;
    while (rows->read_some(second_look)) {
    }
    CHECK(rows->position() <= files->size());
    std::vector<std::string> ids;
    for (const auto& each : second_look.events) ids.emplace_back(each.view().event_id);
    std::ranges::sort(ids);
    return ids;
}

TEST_CASE("of all rows those of the users are read again, whatever stands between them") {
    const test::temporary_directory folder;
    const std::string first = "\xEF\xBB\xBF" + std::string(header) + row("1", "anna") +
                              row("2", "ben") + "\r\n\n" + row("3", "\" anna \"", "\"a\nb,c\"") +
                              row("4", "ben", "\"a\"\"b\"") + "broken,row\n" + row("5", "anna");
    std::string second = header + row("6", "ben") + "7, anna ,2025-03-01T10:00:00Z,page_view,/";
    const std::vector<std::string> paths{folder.write("1.csv", first),
                                         folder.write("2.csv", second)};
    for (const std::size_t chunk_bytes : {1u, 60u, 100u, 10'000u}) {
        CAPTURE(chunk_bytes);
        CHECK(picked_ids(paths, "anna", chunk_bytes) ==
              std::vector<std::string>{"1", "3", "5", "7"});
        CHECK(picked_ids(paths, "nobody", chunk_bytes).empty());
    }
}

TEST_CASE("rows after a long one are found, too") {
    const test::temporary_directory folder;
    const auto path = folder.write(
        "1.csv", header + row("1", "anna") + row("2", "ben", std::string(5000, 'x')) +
                     row("3", "anna") + row("4", "anna", std::string(16'000, 'x')) +
                     row("5", "ben", std::string((1 << 20) + 10, 'x')) + row("6", "anna"));
    CHECK(picked_ids({path}, "anna", 100'000) == std::vector<std::string>{"1", "3", "4", "6"});
    CHECK(picked_ids({path}, "anna", 1) == std::vector<std::string>{"1", "3", "4", "6"});
}

TEST_CASE("a file that became shorter, or is none, is an error") {
    const test::temporary_directory folder;
    const auto path = folder.write("1.csv", header + row("1", "anna"));
    const user_bloom_filter nobody;
    const std::vector<indexed_chunk> chunks{{{0, 0, 1000, true}, {}}};
    const auto rows = filtered_feed::open({path}, {}, chunks, nobody).value();
    test::collecting_consumer consumer;
    CHECK_THROWS_AS(rows->read_some(consumer), failure);
    CHECK(filtered_feed::open({folder.file("none.csv")}, {}, chunks, nobody).has_error());
}

}  // namespace
}  // namespace attrib::detail
