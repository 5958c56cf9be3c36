#include <libattrib/core/error.hpp>
#include <libattrib/ingest/event_source.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <tests/catch.hpp>
#include <tests/support/numbered_rows.hpp>

namespace attrib::test {

TEST_CASE("a file is known by its bytes and read to its end") {
    const temporary_database database;
    connection on = database.connect();
    const temporary_directory folder;
    const std::string text = numbered_header + numbered_rows(1, 3);
    const std::string path = folder.write("a.csv", text);
    const auto source = open_event_source(path, {});
    CHECK(source->name() == path);
    CHECK(source->identity(on, {}) == identify_source(path, {}).value().text);
    CHECK((source->can_skip() && source->is_whole()));
    REQUIRE(source->skip(numbered_header.size()));
    std::string read(text.size(), '\0');
    read.resize(source->read(read.data(), read.size()).value());
    CHECK(read == numbered_rows(1, 3));
    CHECK(source->end() == source_end::complete);
    source->check_unchanged();
    static_cast<void>(folder.write("a.csv", text + numbered_rows(4, 4)));
    CHECK_THROWS_AS(source->check_unchanged(), failure);
    CHECK_THROWS_AS(open_event_source(folder.file("none"), {}), failure);
}

TEST_CASE("standard input is known by the name that is given, else by none") {
    const temporary_database database;
    connection on = database.connect();
    stream_options options;
    std::string said;
    options.how.on_message = [&](const std::string& message) { said = message; };
    const auto first = open_event_source("-", options)->identity(on, {});
    CHECK(first != open_event_source("-", options)->identity(on, {}));
    CHECK_THAT(said, Catch::Contains("standard input: can be read only once"));
    said.clear();
    options.source_name = "shop";
    const auto named = open_event_source("-", options);
    CHECK(named->identity(on, {}) == "stdin:shop");
    CHECK(said.empty());
    CHECK_FALSE(named->can_skip());
}

}  // namespace attrib::test
