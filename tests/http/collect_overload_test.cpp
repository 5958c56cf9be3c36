// Clients that send more than the database takes, and programs that are killed meanwhile: what was
// answered is in the database.
#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <tests/http/served.hpp>
#include <tests/support/hanging_commits.hpp>
#include <tests/support/postmaster.hpp>
#include <thread>

namespace attrib::test {
namespace {

std::string hit_of(int client, int number) {
    return fmt::format("/g/collect?v=2&tid=G-A&_p=1&cid={}.{}&_s=1&en=x", client, number);
}

// Clients that send hits, each hit with a user of its own, until the server is gone. A hit that is
// not answered by 204 is sent again.
class hitting_clients {
   public:
    hitting_clients(std::uint16_t port, int clients, int first) {
        for (int i = 0; i < clients; ++i)
            threads_.emplace_back([this, port, client = first + i] { send(port, client); });
    }

    // Ends them: users whose hit was answered by 204.
    std::set<std::string> answered() {
        is_over_ = true;
        for (std::jthread& each : threads_) each.join();
        threads_.clear();
        return answered_;
    }
    [[nodiscard]] int count() const { return count_; }
    /// Answers of 503 with Retry-After, and answers that are neither this nor 204.
    [[nodiscard]] int refused() const { return refused_; }
    [[nodiscard]] int wrong() const { return wrong_; }

   private:
    void send(std::uint16_t port, int client) {
        try {
            std::optional<http_client> on(std::in_place, port);
            for (int number = 0; !is_over_;) {
                const http_answer answer = on->ask("GET", hit_of(client, number));
                if (answer.status == 0) {  // closed: the hit may or may not be stored
                    on.emplace(port);
                    continue;
                }
                if (answer.status != 204) {
                    ++(is_busy(answer) ? refused_ : wrong_);
                    continue;
                }
                const std::scoped_lock lock(mutex_);
                answered_.insert(fmt::format("{}.{}", client, number++));
                ++count_;
            }
        } catch (const std::runtime_error&) {  // the server is gone
        }
    }

    static bool is_busy(const http_answer& answer) {
        return answer.status == 503 && !answer.header("retry-after").empty();
    }

    std::mutex mutex_;
    std::set<std::string> answered_;
    std::atomic<int> count_{0};
    std::atomic<int> refused_{0};
    std::atomic<int> wrong_{0};
    std::atomic<bool> is_over_{false};
    std::vector<std::jthread> threads_;
};

std::set<std::string> stored_users(const temporary_database& database) {
    connection on = database.connect();
    const query_result rows = on.run("select distinct user_pseudo_id from ga4_events_raw");
    std::set<std::string> users;
    for (std::size_t i = 0; i < rows.rows(); ++i) users.emplace(rows.text(i, 0));
    return users;
}

// By the tables, however often an event was delivered.
void check_each_counts_once(const temporary_database& database) {
    const program_run made = run_program("attrib-model", "--database \"" + database.name() + "\"");
    INFO(made.err);
    REQUIRE(made.status == 0);
    CHECK(database.value("select sum(event_count) from int_sessions") ==
          std::to_string(stored_users(database).size()));
}

std::vector<std::string> missing(const std::set<std::string>& wanted,
                                 const std::set<std::string>& there) {
    std::vector<std::string> lost;
    std::ranges::set_difference(wanted, there, std::back_inserter(lost));
    return lost;
}

// Some 1 MB of events.
std::string long_body() {
    std::string body;
    for (int i = 0; i < 90; ++i)
        body += "en=x&dl=https%3A%2F%2Fshop.example%2F" + std::string(11'000, 'a') + '\n';
    return body;
}

std::uint64_t memory_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6)) << 10;
    return 0;
}

}  // namespace

TEST_CASE("what was answered survives a kill of the server in the midst of hits") {
    const temporary_database database;
    std::set<std::string> answered;
    constexpr int clients = 16;
    for (int round = 0; round < 5; ++round) {
        served server(database.name(), {"--refresh", "off", "--collect"});
        hitting_clients hitting(server.port(), clients, round * clients);
        REQUIRE(eventually([&] { return hitting.count() > 200 * (round + 1); }));
        server.send(SIGKILL);
        server.wait();
        answered.merge(hitting.answered());
    }
    CHECK(answered.size() > 2000);
    CHECK(missing(answered, stored_users(database)).empty());
    check_each_counts_once(database);
}

TEST_CASE("what was answered survives a kill of Postgres in the midst of hits") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    hitting_clients hitting(server.port(), 16, 0);
    for (int round = 0; round < 5; ++round) {
        const int before = hitting.count();
        REQUIRE(eventually([&] { return hitting.count() > before + 200; }));
        signal_postmaster(test_cluster(), SIGKILL);
        const int refused = hitting.refused();
        REQUIRE(eventually([&] { return hitting.refused() > refused + 32; }));
        test_cluster().start();
    }
    const int before = hitting.count();
    REQUIRE(eventually([&] { return hitting.count() > before + 200; }));
    const std::set<std::string> answered = hitting.answered();
    CHECK(hitting.wrong() == 0);
    CHECK(missing(answered, stored_users(database)).empty());
    check_each_counts_once(database);
}

TEST_CASE("what was answered survives sessions of the database that are ended") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    hitting_clients hitting(server.port(), 8, 0);
    for (int round = 1; round <= 5; ++round) {
        REQUIRE(eventually([&] { return hitting.count() > 200 * round; }));
        database.connect().run(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = "
            "current_database() and pid <> pg_backend_pid()");
    }
    const std::set<std::string> answered = hitting.answered();
    CHECK(missing(answered, stored_users(database)).empty());
}

TEST_CASE("more than the database takes is refused, in bounded memory, and the rest is stored") {
    const temporary_database database;
    hanging_commits::allow_standbys();
    const served server(database.name(), {"--refresh", "off", "--collect", "--ack", "fast"});
    const std::string body = long_body();
    int taken = 0;
    {
        const hanging_commits hanging;
        http_client client(server.port());
        http_answer last;
        while (true) {
            last = client.ask("POST", hit_of(1, taken) + "&_p=2", "Content-Type: text/plain\r\n",
                              body);
            if (last.status != 204) break;
            REQUIRE(++taken < 200);
        }
        CHECK(last.status == 503);
        CHECK_FALSE(last.header("retry-after").empty());
        CHECK(last.json()["type"] == "urn:attrib:problem:too_busy");
        CHECK(taken > 30);
        CHECK(memory_of(server.pid()) < std::uint64_t{400} << 20);
        hanging_commits::cut_off();
    }
    REQUIRE(eventually([&] {
        return database.value("select count(*) from ga4_events_raw") == std::to_string(taken * 90);
    }));
}

TEST_CASE("a server that acknowledges early stores all that it took before it ends") {
    const temporary_database database;
    served server(database.name(), {"--refresh", "off", "--collect", "--ack", "fast"});
    std::set<std::string> answered;
    {
        hitting_clients hitting(server.port(), 16, 0);
        REQUIRE(eventually([&] { return hitting.count() > 2000; }));
        server.send(SIGTERM);
        answered = hitting.answered();
    }
    CHECK(server.wait() == 0);
    CHECK(missing(answered, stored_users(database)).empty());
}

}  // namespace attrib::test
