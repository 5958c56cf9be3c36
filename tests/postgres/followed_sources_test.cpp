#include <libattrib/ingest/followed_sources.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

std::string names_of(const std::vector<followed_source>& sources) {
    std::string names;
    for (const followed_source& each : sources)
        names += each.source + (each.is_over ? " over, " : ", ");
    return names;
}

}  // namespace

TEST_CASE("files are found by the path they had and by the name that was given") {
    const temporary_database database;
    connection on = database.connect();
    begin_followed(on, "s1", {"/logs/a", "/a"});
    begin_followed(on, "s2", {"/logs/b", "/a"});
    begin_followed(on, "s3", {"/logs/b", "/b"});
    end_followed(on, "s2");
    CHECK(names_of(followed_sources(on, {"/logs/b", "/c"})) == "s3, s2 over, ");
    CHECK(names_of(followed_sources(on, {"/none", "/a"})) == "s1, s2 over, ");
    begin_followed(on, "s2", {"/logs/b", "/a"});
    CHECK(names_of(followed_sources(on, {"/logs/b", "/c"})) == "s3, s2, ");
    CHECK(followed_sources(on, {"/none", "/none"}).empty());
    const std::string longest(4000, 'x');
    begin_followed(on, "s4", {"/" + longest, "/" + longest});
    CHECK(names_of(followed_sources(on, {"/" + longest, "/"})) == "s4, ");
}

TEST_CASE("how far the ledger has a file: the last part, with its mark") {
    const temporary_database database;
    connection on = database.connect();
    begin_followed(on, "s", {"/a", "/a"});
    CHECK(followed_sources(on, {"/a", "/a"})[0].last.end == 0);
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected, tail_bytes, tail_digest) values (2, 's', 'a', 10, 20, 3, 1, 0, "
        "20, "
        "-1), (4, 's', 'a', 30, 40, 5, 1, 0, 40, 7)");
    const loaded_part last = followed_sources(on, {"/a", "/a"})[0].last;
    CHECK((last.begin == 30 && last.end == 40 && last.end_line == 5));
    CHECK(last.mark == content_mark{40, 7});
}

}  // namespace attrib::test
