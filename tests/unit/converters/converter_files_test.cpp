#include <libattrib/converters/converter_files.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

const std::string header = "event_id,user_pseudo_id,event_timestamp,event_name\n";

std::string row(const std::string& id, const std::string& user, const std::string& name) {
    return id + "," + user + ",2025-03-01T10:00:00Z," + name + "\n";
}

std::vector<std::string> ids_of(event_feed& feed) {
    test::collecting_consumer consumer;
    while (feed.read_some(consumer)) {
    }
    std::vector<std::string> ids;
    for (const auto& each : consumer.events) ids.emplace_back(each.view().event_id);
    return ids;
}

}  // namespace

TEST_CASE("after a first look the rows of those who convert are fed, and all are counted") {
    const test::temporary_directory folder;
    const std::string path =
        folder.write("1.csv", header + row("1", "anna", "view") + row("2", "ben", "view") +
                                  "broken\n" + row("3", "anna", "purchase"));
    const auto files =
        converter_files::open({path}, {.conversions = {"purchase"}, .memory_bytes = 8000}).value();
    REQUIRE(files);
    CHECK(files->engine_memory() == 1000);
    REQUIRE(files->search(*files));
    CHECK(files->position() == files->size());
    CHECK(files->files().counts()[0].rejected == 1);
    files->look_again(kept_columns::all);
    CHECK(files->position() == 0);
    CHECK(ids_of(*files) == std::vector<std::string>{"1", "3"});
    engine_summary summary;
    files->complete(summary);
    CHECK((summary.read == 4 && summary.rejected == 1 && summary.is_of_converters));
    CHECK(files->are_unchanged());
    static_cast<void>(folder.write("1.csv", header));
    CHECK_FALSE(files->are_unchanged());
}

TEST_CASE("what two looks do not do for is left to others") {
    const test::temporary_directory folder;
    const auto json = folder.write("1.json", R"({"event_name":"x"})");
    CHECK(converter_files::open({json}, {}).value() == nullptr);
    CHECK(converter_files::open({folder.write("none.csv", "a,b\n")}, {}).has_error());
    std::string text = header;
    for (int i = 0; i < 1000; ++i) text += row(std::to_string(i), "u", "view");
    const auto files = converter_files::open({folder.write("1.csv", text)},
                                             {.memory_bytes = 2000, .chunk_bytes = 1000})
                           .value();
    CHECK_FALSE(files->search(*files));
}

}  // namespace attrib
