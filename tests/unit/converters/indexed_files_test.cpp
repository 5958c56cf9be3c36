#include <libattrib/converters/detail/indexed_files.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::detail {
namespace {

TEST_CASE("an index that takes too much memory ends the first look") {
    const test::temporary_directory folder;
    std::string text = "event_id,user_pseudo_id,event_timestamp,event_name\n";
    for (int i = 0; i < 1000; ++i) text += std::to_string(i) + ",u,2025-03-01T10:00:00Z,x\n";
    const std::string path = folder.write("1.csv", text);
    const auto read = [&](std::size_t max_bytes) {
        const auto files = event_files::open({path}, {.reading = {}, .chunk_bytes = 1000}).value();
        indexed_files indexed(*files, max_bytes);
        test::collecting_consumer consumer;
        while (indexed.read_some(consumer)) {
        }
        return std::pair(consumer.events.size(), indexed.chunks().has_value());
    };
    CHECK(read(std::size_t{1} << 20) == std::pair(std::size_t{1000}, true));
    const auto [events, is_whole] = read(2000);
    CHECK(events < 1000);
    CHECK_FALSE(is_whole);
}

}  // namespace
}  // namespace attrib::detail
