// A real pgbouncer before the database.
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

constexpr const char* pgbouncer = "/usr/sbin/pgbouncer";
constexpr const char* pooled_events = "tests/data/worked_example.csv";

class pooler {
   public:
    pooler(const temporary_database& database, const std::string& mode)
        : pid_file_(folder_.file("pid")), name_(database.value("select current_database()")) {
        const std::string server = test_cluster().database();
        const std::string sockets = server.substr(6, server.find('\'', 6) - 6);
        const std::string config = folder_.write(
            "pgbouncer.ini",
            "[databases]\n* = host=" + sockets + " port=5432 user=attrib\n" +
                "[pgbouncer]\nauth_type = any\npool_mode = " + mode + "\nunix_socket_dir = " +
                folder_.path() + "\nlisten_port = 6543\npidfile = " + pid_file_ +
                "\nignore_startup_parameters = options\nlogfile = " + folder_.file("log") + "\n");
        std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
        std::filesystem::permissions(config, std::filesystem::perms::others_read,
                                     std::filesystem::perm_options::add);
        const std::string user = geteuid() == 0 ? " -u postgres " : " ";
        REQUIRE(std::system((pgbouncer + std::string(" -q -d") + user + config).c_str()) == 0);
        REQUIRE(eventually([&] { return std::filesystem::exists(folder_.file(".s.PGSQL.6543")); }));
    }
    ~pooler() {
        const pid_t process = std::atoi(contents_of(pid_file_).c_str());
        if (process > 1) ::kill(process, SIGTERM);
        eventually([&] { return !std::filesystem::exists(pid_file_); });
    }

    [[nodiscard]] std::string database() const {
        return "host=" + folder_.path() + " port=6543 user=attrib dbname=" + name_;
    }

   private:
    reachable_directory folder_;
    std::string pid_file_;
    std::string name_;
};

bool has_pooler() {
    if (std::filesystem::exists(pgbouncer)) return true;
    WARN("skipped: no " << pgbouncer);
    return false;
}

}  // namespace

TEST_CASE("a pooler that shares sessions is refused with the reason and the remedy") {
    if (!has_pooler()) return;
    const temporary_database database;
    for (const std::string mode : {"transaction", "statement"}) {
        const pooler between(database, mode);
        const auto refused = run_program(
            "attrib-load", "--database \"" + between.database() + "\" " + pooled_events);
        CHECK(refused.status == 1);
        CHECK_THAT(refused.err, Catch::Matchers::Contains("pool_mode = session"));
    }
    CHECK(database.value("select count(*) from ga4_events_raw") == "0");
}

TEST_CASE("a pooler in session mode is as good as the server") {
    if (!has_pooler()) return;
    const temporary_database database;
    const pooler between(database, "session");
    const std::string where = "--database \"" + between.database() + "\" ";
    CHECK(run_program("attrib-load", where + pooled_events).status == 0);
    CHECK(run_program("attrib-model", where).status == 0);
    CHECK(run_program("attrib-model", where + "verify").status == 0);
}

}  // namespace attrib::test
