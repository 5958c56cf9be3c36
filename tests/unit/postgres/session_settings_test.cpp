#include <libattrib/postgres/session_settings.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using given = std::vector<std::pair<std::string, std::string>>;

constexpr int version_13 = 130000;
constexpr int version_15 = 150000;
constexpr int version_17 = 170000;

}  // namespace

TEST_CASE("settings in libpq's options") {
    CHECK(settings_in("").empty());
    CHECK(settings_in("-c search_path=app -cWork_Mem=1MB  --lock-timeout=5s -e") ==
          given{{"search_path", "app"}, {"work_mem", "1MB"}, {"lock_timeout", "5s"}});
    CHECK(settings_in(R"(-c search_path=a,\ b)") == given{{"search_path", "a, b"}});
    CHECK(settings_in("-c").empty());
    CHECK(settings_in("-c x\\") == given{{"x\\", ""}});
}

TEST_CASE("each server gets the settings it knows") {
    const std::string old = session_statements(version_13, {}).value();
    CHECK_THAT(old, Contains("set statement_timeout = '0'") && !Contains("set idle_session") &&
                        !Contains("set transaction_timeout"));
    CHECK_THAT(session_statements(version_15, {}).value(),
               Contains("set idle_session_timeout = '0'") && !Contains("set transaction_timeout"));
    CHECK_THAT(session_statements(version_17, {}).value(),
               Contains("set transaction_timeout = '0'"));
}

TEST_CASE("options are honoured or refused by name") {
    const std::string kept =
        session_statements(version_17, "-c statement_timeout=5s -c work_mem=1MB -c TimeZone=utc")
            .value();
    CHECK_THAT(kept, !Contains("set statement_timeout") && Contains("set lock_timeout"));
    for (const std::string name :
         {"timezone", "datestyle", "default_transaction_isolation", "idle_session_timeout",
          "bytea_output", "standard_conforming_strings", "citus.multi_shard_modify_mode"}) {
        const auto refused = session_statements(version_15, "-c " + name + "=1s");
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == errc::invalid_option);
        CHECK_THAT(refused.error().message, Contains(name));
    }
    CHECK_FALSE(session_statements(version_15, "-c synchronous_commit=FALSE").has_value());
    CHECK(session_statements(version_15, "-c synchronous_commit=remote_write").has_value());
}

}  // namespace attrib::test
