// The database goes away and comes back while the server runs.
#include <tests/http/long_answer.hpp>
#include <tests/http/served.hpp>
#include <tests/support/free_port.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// A server of its own, to be stopped.
class own_database {
   public:
    own_database() : cluster_(folder_.file("data")) {
        connection on(name());
        migrate(on);
        const std::string database = "--database \"" + name() + "\" ";
        REQUIRE(run_program("attrib-load", database + "tests/data/worked_example.csv").status == 0);
        REQUIRE(run_program("attrib-model", database).status == 0);
    }
    [[nodiscard]] const std::string& name() const { return cluster_.database(); }
    void stop() { cluster_.stop(); }
    void start() { cluster_.start(); }

    // Sends a signal to the server and all its processes.
    void signal(int number) const {
        const std::string pid_file = contents_of((cluster_.data() / "postmaster.pid").string());
        const std::string pid = pid_file.substr(0, pid_file.find('\n'));
        const std::string flag = " -" + std::to_string(number) + " ";
        REQUIRE(std::system(("kill" + flag + pid + " && pkill" + flag + "-P " + pid).c_str()) == 0);
    }

   private:
    reachable_directory folder_;
    local_cluster cluster_;
};

void check_away(const served& server, const std::string& body_before) {
    const http_answer stale = server.get("/api/v1/channels");
    CHECK(stale.status == 200);
    CHECK(stale.body == body_before);
    CHECK(stale.header("warning") == "110 attrib \"Response is Stale\"");
    CHECK(stale.header("cache-status") == "attrib; hit; stale");
    for (const char* const path :
         {"/api/v1/channels?currency=EUR", "/api/v1/conversions/d", "/api/v1/status", "/readyz"}) {
        INFO(path);
        const http_answer away = server.get(path);
        CHECK(away.status == 503);
        CHECK(away.header("retry-after") == "1");
        CHECK(away.header("content-type") == "application/problem+json");
        CHECK(away.json()["type"] == "urn:attrib:problem:database_unavailable");
    }
    const http_answer post = server.post("[]\n");
    CHECK(post.status == 503);
    CHECK(post.header("retry-after") == "1");
    CHECK(server.get("/api/v1/channels?from=x").status == 400);
    CHECK(server.get("/api/v1/openapi.json").status == 200);
    CHECK(server.get("/healthz").status == 200);
    CHECK_THAT(server.get("/metrics").body, Contains("\nattrib_live 0\n"));
}

}  // namespace

TEST_CASE("without the database: stale answers marked, 503 for others, and back by itself") {
    own_database database;
    const served server(database.name());
    http_client stream(server.port());
    stream.send(http_request_text("GET", "/api/v1/stream"));
    CHECK(stream.message("status").first["is_live"] == true);
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    const std::string before = server.get("/api/v1/channels").body;
    for (int round = 0; round < 2; ++round) {
        database.stop();
        REQUIRE(eventually([&] { return server.get("/readyz").status == 503; }));
        while (stream.message("status").first["is_live"] == true) continue;
        check_away(server, before);
        database.start();
        REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
        while (stream.message("status").first["is_live"] == false) continue;
        const http_answer fresh = server.get("/api/v1/channels");
        CHECK(fresh.body == before);
        CHECK(fresh.header("warning").empty());
    }
    const http_answer posted = server.post(
        R"({"event_id":"p","user_pseudo_id":"bob","event_timestamp":"2025-03-15T11:00:00Z",)"
        R"("event_name":"purchase","channel":"Email","event_value":1,"currency":"EUR"})");
    CHECK(posted.status == 200);
    CHECK(eventually([&] { return server.get("/api/v1/channels").body != before; }));
    CHECK_THAT(server.log(), Contains("trying again until it is back"));
}

TEST_CASE(
    "an answer whose database goes away in the middle is cut off so that its client sees it") {
    own_database database;
    const temporary_directory folder;
    const std::string on = "--database \"" + database.name() + "\" ";
    REQUIRE(run_program("attrib-load", on + folder.write("crowd.csv", crowd_of(3000))).status == 0);
    REQUIRE(run_program("attrib-model", on).status == 0);
    const served server(database.name(), {"--refresh", "off"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    const std::string target = long_answer + "&from=2025-03-01&to=2025-04-01&format=csv";
    const std::string whole = server.get(target).body;
    http_client chunked(server.port(), 1024);
    chunked.send(http_request_text("GET", target));
    CHECK(chunked.read_head().status == 200);
    http_client old(server.port(), 1024);
    old.send("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    CHECK(old.read_head().status == 200);
    database.stop();
    CHECK_THROWS([&] {
        while (!chunked.read_chunk().empty()) continue;
    }());
    CHECK(old.read_all().size() < whole.size());
    CHECK(old.is_reset());
    CHECK_THAT(server.get("/metrics").body, Contains("\nattrib_http_answers_cut_off_total 2\n"));
    CHECK_THAT(server.log(), Contains("the answer to " + target + " was cut off: "));
    database.start();
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    CHECK(server.get(target).body == whole);
}

TEST_CASE("what changed while nobody could hear of it is not missed") {
    own_database database;
    const served server(database.name(), {"--refresh", "off"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    CHECK(server.get("/api/v1/conversions/d").status == 200);
    const std::string before = server.get("/api/v1/totals").body;
    database.stop();
    REQUIRE(eventually([&] { return server.get("/readyz").status == 503; }));
    database.start();
    REQUIRE(run_program("attrib-model", "forget --user ann --database \"" + database.name() + "\"")
                .status == 0);
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    CHECK(server.get("/api/v1/totals").body != before);
    CHECK(server.get("/api/v1/conversions/d").status == 404);
}

TEST_CASE("a refresh that the database refuses does not end the server") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name());
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    connection on = database.connect();
    on.run("alter sequence attrib_change rename to elsewhere");
    REQUIRE(server
                .post(R"([{"event_id":"new","user_pseudo_id":"w",)"
                      R"("event_timestamp":"2025-03-02T10:00:00Z","event_name":"page_view"}])")
                .status == 200);
    REQUIRE(eventually([&] { return server.log().find("42P01") != std::string::npos; }));
    CHECK(server.get("/healthz").status == 200);
    const http_answer status = server.get("/api/v1/status");
    INFO(status.body << server.log());
    CHECK(status.status == 200);
    CHECK(status.json()["refresh_failure"]["kind"] == "setup");
    CHECK(server.get("/api/v1/totals").status == 200);
    on.run("alter sequence elsewhere rename to attrib_change");
    REQUIRE(eventually([&] {
        return database.value("select count(*) from ingest_batches where not in_marts") == "0";
    }));
    CHECK(eventually([&] {
        return server.log().find("the database takes changes again") != std::string::npos;
    }));
}

TEST_CASE("a session that is cut off is made again, and nobody notices") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    for (int round = 0; round < 3; ++round) {
        database.connect().run(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
            "current_database() and pid <> pg_backend_pid()");
        CHECK(server.get("/api/v1/conversions?limit=" + std::to_string(round + 1)).status == 200);
        CHECK(server.get("/api/v1/totals").status == 200);
        REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    }
}

TEST_CASE("a database that hangs: 503 in time, and answers when it goes on") {
    const own_database database;
    const served server(database.name(), {"--answer-timeout", "1"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    const std::string before = server.get("/api/v1/channels").body;
    database.signal(SIGSTOP);
    http_client connection(server.port());
    const http_answer late = connection.ask("GET", "/api/v1/conversions/d");
    CHECK(late.status == 503);
    CHECK(late.header("retry-after") == "1");
    CHECK(late.json()["type"] == "urn:attrib:problem:answer_timeout");
    CHECK(late.header("connection") == "close");
    CHECK(server.get("/api/v1/channels").body == before);
    CHECK(server.get("/healthz").status == 200);
    CHECK(server.post("[]\n").status == 503);
    database.signal(SIGCONT);
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    CHECK(server.get("/api/v1/conversions/d").status == 200);
}

TEST_CASE("a server whose database hangs ends all the same") {
    const own_database database;
    served server(database.name(), {"--answer-timeout", "1"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    database.signal(SIGSTOP);
    CHECK(server.get("/api/v1/conversions/d").status == 503);
    CHECK(server.end() == 0);
    CHECK_THAT(server.log(), Contains("the database does not answer"));
    database.signal(SIGCONT);
}

TEST_CASE("the server starts without the database, and goes on by itself when it comes") {
    own_database database;
    database.stop();
    const temporary_directory folder;
    static_cast<void>(folder.write("index.html", "<p>"));
    for (const char* const refresh : {"on", "off"}) {
        const served server(database.name(), {"--refresh", refresh, "--dashboard", folder.path()});
        CHECK(server.get("/healthz").status == 200);
        CHECK(server.get("/").body == "<p>");
        for (const char* const path : {"/api/v1/totals", "/api/v1/status", "/readyz"}) {
            const http_answer away = server.get(path);
            CHECK(away.status == 503);
            CHECK(away.header("retry-after") == "1");
            CHECK(away.header("content-type") == "application/problem+json");
        }
        CHECK(server.post("[]").status == 503);
        database.start();
        REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
        CHECK(server.get("/api/v1/totals").json()["totals"].size() == 2);
        CHECK(server.post("[]").status == 200);
        const std::string log = server.log();
        CHECK(log.find("trying again until it is back") ==
              log.rfind("trying again until it is back"));
        database.stop();
    }
    database.start();
}

TEST_CASE("the schema is made when the database comes; without refresh nothing is written") {
    const temporary_database database;
    const auto count = [&] {
        return database.value(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace");
    };
    database.connect().run("drop schema public cascade; create schema public");
    const served idle(database.name(), {"--refresh", "off"});
    REQUIRE(eventually([&] { return idle.log().find("attrib-model init") != std::string::npos; }));
    CHECK(idle.get("/readyz").json()["type"] == "urn:attrib:problem:database_not_ready");
    CHECK(idle.get("/api/v1/totals").status == 503);
    CHECK(count() == "0");
    const served busy(database.name());
    REQUIRE(eventually([&] { return busy.get("/api/v1/totals").status == 200; }));
    CHECK(eventually([&] { return idle.get("/api/v1/totals").status == 200; }));
}

TEST_CASE("a schema of a later version: 503 with the reason, until it fits") {
    const temporary_database database;
    load_worked_example(database);
    database.connect().run("insert into attrib_schema (version, name) values (999, 'later')");
    for (const char* const refresh : {"on", "off"}) {
        served server(database.name(), {"--refresh", refresh});
        REQUIRE(eventually([&] {
            return server.get("/api/v1/totals").json()["type"] ==
                   "urn:attrib:problem:schema_too_new";
        }));
        const http_answer refused = server.get("/readyz");
        CHECK(refused.status == 503);
        CHECK_THAT(refused.json()["detail"].get<std::string>(), Contains("999"));
        CHECK(server.get("/healthz").status == 200);
        const std::string log = server.log();
        CHECK(log.find("version 999") == log.rfind("version 999"));
        database.connect().run("delete from attrib_schema where version = 999");
        REQUIRE(eventually([&] { return server.get("/api/v1/totals").status == 200; }));
        CHECK(server.end() == 0);
        database.connect().run("insert into attrib_schema (version, name) values (999, 'later')");
    }
}

TEST_CASE("a client that connects while the server starts is never told 503") {
    const reachable_directory folder;
    const std::uint16_t port = free_port();
    child server(
        "attrib-serve",
        {"--data-dir", folder.file("data"), "--listen", "127.0.0.1:" + std::to_string(port)},
        folder.file("log"));
    std::optional<http_client> first;
    REQUIRE(eventually([&] {
        try {
            first.emplace(port);
        } catch (const std::runtime_error&) {
            return false;
        }
        return true;
    }));
    CHECK(first->ask("GET", "/readyz").status == 200);
    server.send(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("a database that is not there, or lets nobody in, keeps nobody from SIGTERM") {
    const temporary_database database;
    for (const std::string& name :
         {std::string("host=/nonexistent dbname=none"), std::string("host=192.0.2.1 dbname=none"),
          database.name() + " user=nobody_of_this_name"}) {
        INFO(name);
        served server(name);
        CHECK(server.get("/readyz").status == 503);
        const auto before = std::chrono::steady_clock::now();
        CHECK(server.end() == 0);
        CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{5});
    }
    for (const char* const wrong : {"postgresql://[", "host=a b", "port=5432 nonsense=1"}) {
        INFO(wrong);
        CHECK(run_program("attrib-serve",
                          std::string("--listen 127.0.0.1:0 --database '") + wrong + "'")
                  .status == 2);
    }
}

}  // namespace attrib::test
