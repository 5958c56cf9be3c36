#include <libattrib/postgres/sql_state.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

failure_kind kind_of_state(const std::string& state) {
    return kind_of(database_failure(state, "said", ""));
}

}  // namespace

TEST_CASE("what a state asks for") {
    for (const char* const state : {"08006", "57P01", "57P03", "53300", "25P03", "57P05"}) {
        INFO(state);
        CHECK(kind_of_state(state) == failure_kind::lost);
    }
    for (const char* const state : {"40P01", "40001", "55P03", "57014", "53100", "53200", "53400",
                                    "58030", "25006", "0A000"}) {
        INFO(state);
        CHECK(kind_of_state(state) == failure_kind::transient);
    }
    for (const char* const state : {"42501", "42P01", "42703", "3F000", "28000"}) {
        INFO(state);
        CHECK(kind_of_state(state) == failure_kind::setup);
    }
    for (const char* const state :
         {"54000", "22001", "22003", "23505", "23514", "21000", "XX000", "XX001", "P0001"}) {
        INFO(state);
        CHECK(kind_of_state(state) == failure_kind::data);
    }
}

TEST_CASE("an internal error of a cluster is a lost worker") {
    const database_failure failed("XX000", "failure on connection", "", true);
    CHECK(kind_of(failed) == failure_kind::lost);
    CHECK(failed.code() == errc::database_unavailable);
    CHECK(kind_of(database_failure("XX001", "said", "", true)) == failure_kind::data);
    CHECK(kind_of(database_failure("23514", "said", "", true)) == failure_kind::data);
}

TEST_CASE("failures that the database did not answer have a kind, too") {
    CHECK(kind_of(failure(errc::database_unavailable, "")) == failure_kind::lost);
    CHECK(kind_of(failure(errc::write_failed, "")) == failure_kind::transient);
    CHECK(kind_of(failure(errc::stale_tables, "")) == failure_kind::setup);
    CHECK(kind_of(failure(errc::too_large, "")) == failure_kind::data);
    CHECK(kind_of(failure(errc::interrupted, "")) == failure_kind::caller);
    CHECK(is_passing(failure(errc::database_unavailable, "")));
    CHECK(is_passing(database_failure("40P01", "", "")));
    CHECK_FALSE(is_passing(database_failure("42501", "", "")));
    CHECK_FALSE(is_passing(database_failure("54000", "", "")));
}

TEST_CASE("the sentence names state and remedy; what quotes rows is kept apart") {
    const database_failure failed("53100", "could not extend file", "Key (a)=(secret)");
    CHECK(failed.code() == errc::database_refused);
    CHECK(failed.state() == "53100");
    CHECK(failed.message() == "could not extend file");
    CHECK(std::string(failed.what()) ==
          "the database answers: could not extend file; Key (a)=(secret) (SQLSTATE 53100); free "
          "space on the server's disk and run again");
    CHECK(std::string(database_failure("XX000", "odd", "").what()) ==
          "the database answers: odd (SQLSTATE XX000)");
    CHECK(database_failure("55P03", "", "").code() == errc::database_busy);
    CHECK(name_of(failure_kind::setup) == "setup");
}

}  // namespace attrib::test
