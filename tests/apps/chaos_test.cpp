// Streamer, refreshers and Postgres killed and stopped at random while events flow.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <libattrib/core/random.hpp>
#include <libattrib/postgres/local_cluster.hpp>
#include <map>
#include <memory>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

constexpr std::uint64_t default_rounds = 20;
constexpr std::uint64_t rows_a_round = 1500;

std::uint64_t rounds_wanted() {
    const char* const given = std::getenv("ATTRIB_CHAOS_ROUNDS");
    return given == nullptr ? default_rounds : std::strtoull(given, nullptr, 10);
}

class chaos {
   public:
    explicit chaos(std::uint64_t rounds)
        : rounds_(rounds),
          random_(rounds),
          cluster_(folder_.file("data")),
          file_(folder_.write("events.csv",
                              generated_csv(small_scenario(rounds * rows_a_round, 20'000)))) {
        migrate_here();
        start_streamer();
        for (auto& refresher : refreshers_) start_refresher(refresher);
    }

    void run() {
        for (std::uint64_t i = 0; i < rounds_; ++i) {
            const std::int64_t until = taken() + static_cast<std::int64_t>(random_.below(900));
            REQUIRE(eventually([&] { return taken() >= until || !streamer_->is_running(); }));
            disturb();
        }
        for (int i = 0; i < 100 && (streamer_->is_running() || streamer_->status() != 0); ++i) {
            if (!eventually([&] { return !streamer_->is_running(); })) break;
            if (streamer_->status() != 0) start_streamer();
        }
        REQUIRE(streamer_->status() == 0);
        REQUIRE(eventually([&] {
            return number(
                       "select count(*) from ingest_batches where not "
                       "in_marts") == 0;
        }));
        for (auto& refresher : refreshers_) {
            refresher->send(SIGTERM);
            CHECK(refresher->wait() == 0);
        }
    }

    // -1 while the server is away.
    [[nodiscard]] std::int64_t number(const std::string& query) const {
        try {
            return connection(cluster_.database()).run(query).integer(0, 0);
        } catch (const failure&) {
            return -1;
        }
    }

    [[nodiscard]] std::string log() const { return contents_of(folder_.file("log")); }
    [[nodiscard]] std::string database() const { return cluster_.database(); }
    [[nodiscard]] const std::string& file() const { return file_; }
    std::map<std::string, int> done;

   private:
    [[nodiscard]] std::int64_t taken() const {
        return number("select coalesce(sum(rows), 0)::bigint from ingest_batches");
    }

    void migrate_here() {
        connection on(cluster_.database());
        migrate(on);
    }

    void start_streamer() {
        streamer_ = std::make_unique<child>(
            "attrib-stream",
            std::vector<std::string>{"--database", cluster_.database(), "--rate", "6000",
                                     "--batch-rows", "100", file_},
            folder_.file("log"));
    }

    void start_refresher(std::unique_ptr<child>& which) {
        which = std::make_unique<child>(
            "attrib-model", std::vector<std::string>{"--database", cluster_.database(), "--follow"},
            folder_.file("log"));
    }

    void kill_server() {
        std::ifstream lines(cluster_.data() / "postmaster.pid");
        pid_t postmaster = 0;
        lines >> postmaster;
        REQUIRE(postmaster > 1);
        ::kill(postmaster, SIGKILL);
        REQUIRE(eventually([&] {
            try {
                cluster_.start();
                return true;
            } catch (const failure&) {  // its children have not all noticed yet
                return false;
            }
        }));
    }

    void disturb() {
        auto& refresher = refreshers_[random_.below(refreshers_.size())];
        switch (random_.below(6)) {
            case 0:
                ++done["killed the streamer"];
                streamer_->send(SIGKILL);
                return start_streamer();
            case 1:
                ++done["ended the streamer"];
                streamer_->send(SIGTERM);
                CHECK(streamer_->wait() == 0);
                return start_streamer();
            case 2:
                ++done["killed a refresher"];
                refresher->send(SIGKILL);
                return start_refresher(refresher);
            case 3:
                ++done["killed the server"];
                return kill_server();
            case 4: {
                ++done["stopped a refresher for a while"];
                refresher->send(SIGSTOP);
                const std::int64_t until = taken() + 300;
                eventually([&] { return taken() >= until || !streamer_->is_running(); });
                return refresher->send(SIGCONT);
            }
            default:
                ++done["restarted the server"];
                cluster_.stop();
                return cluster_.start();
        }
    }

    std::uint64_t rounds_;
    random_stream random_;
    reachable_directory folder_;
    local_cluster cluster_;
    std::string file_;
    std::unique_ptr<child> streamer_;
    std::array<std::unique_ptr<child>, 2> refreshers_;
};

}  // namespace

TEST_CASE("whatever is killed, every event is there once and the tables are right") {
    chaos test(rounds_wanted());
    test.run();
    INFO(test.log());
    const std::string text = contents_of(test.file());
    const auto lines = std::count(text.begin(), text.end(), '\n') - 1;
    CHECK(test.number("select count(*) from ga4_events_raw") +
              test.number("select count(*) from ga4_events_rejected") ==
          lines);
    CHECK(test.number("select sum(rows)::bigint from ingest_batches") ==
          test.number("select count(*) from ga4_events_raw"));
    const program_run verified =
        run_program("attrib-model", "verify --database '" + test.database() + "'");
    CHECK(verified.status == 0);
    std::cout << "chaos: " << lines << " rows sent";
    for (const auto& [what, times] : test.done) std::cout << "; " << what << ' ' << times << "x";
    std::cout << '\n' << verified.out;
}

}  // namespace attrib::test
