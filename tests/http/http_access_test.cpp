// Tokens, names and origins, as a server started by its users has them.
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

const std::string wrong_token = "Authorization: Bearer wrong-token-012345\r\n";

int post_status(const served& server, const std::string& authorization) {
    return http_client(server.port())
        .ask("POST", "/api/v1/events", authorization + "Content-Type: application/json\r\n", "[]")
        .status;
}

// Exit status of a server that ought not to start.
program_run start(const temporary_database& database, const std::string& arguments) {
    return run_program("attrib-serve", "--database \"" + database.name() + "\" " + arguments);
}

std::string token_file(const temporary_directory& folder, const std::string& text) {
    const std::string path = folder.write("tokens", text);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path;
}

}  // namespace

TEST_CASE("with a read token everything but the probe asks for one") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"},
                        token_line("read", read_token) + token_line("write", write_token));
    for (const char* const path : {"/api/v1/totals", "/api/v1/status", "/api/v1/stream",
                                   "/api/v1/openapi.json", "/api/v1/conversions/d", "/metrics"}) {
        INFO(path);
        for (const std::string& missing :
             {std::string(), wrong_token, std::string("Authorization: Basic eDp5\r\n"),
              std::string("Authorization: ") + read_token + "\r\n"}) {
            const http_answer refusal = server.get(path, missing);
            CHECK(refusal.status == 401);
            CHECK(refusal.header("www-authenticate") == "Bearer realm=\"attrib\"");
            CHECK(refusal.json()["status"] == 401);
        }
        CHECK(server.get(path, may_read).status == 200);
        CHECK(server.get(path, may_write).status == 200);
    }
    CHECK(server.get("/healthz").status == 200);
    CHECK(post_status(server, "") == 401);
    CHECK(post_status(server, wrong_token) == 401);
    CHECK(post_status(server, may_read) == 403);
    CHECK(post_status(server, may_write) == 200);
    CHECK(server.get("/api/v1/totals", "Host: example.org\r\n").status == 400);
}

TEST_CASE("a port that is in use ends the server before anything starts, with what to do") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    const temporary_directory folder;
    const std::string data = folder.file("data");
    for (const char* const name : {"DATABASE_URL", "PGHOST", "PGDATABASE", "PGPORT", "PGSERVICE"})
        unsetenv(name);
    const program_run second =
        run_program("attrib-serve",
                    "--data-dir " + data + " --listen 127.0.0.1:" + std::to_string(server.port()));
    CHECK(second.status == 1);
    CHECK_THAT(second.err, Contains("another program listens there") && Contains("--listen"));
    CHECK_FALSE(std::filesystem::exists(data));
    CHECK(start(database, "--listen 192.0.2.1:0 --token-file " +
                              token_file(folder, token_line("read", read_token)))
              .status == 2);
}

TEST_CASE("without a read token reading is open to this machine, under its own names only") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    CHECK(server.get("/api/v1/openapi.json").status == 200);
    CHECK(post_status(server, "") == 401);
    CHECK(post_status(server, may_write) == 200);
    http_client rebound(server.port());
    rebound.send("GET /api/v1/openapi.json HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    CHECK(rebound.read().status == 421);
}

TEST_CASE("CORS lets in the origins of --origin and no others") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--origin", "https://a.example",
                                          "--origin", "http://b.example:8080"});
    for (const char* const origin : {"https://a.example", "http://b.example:8080"}) {
        const http_answer answer =
            server.get("/api/v1/openapi.json", std::string("Origin: ") + origin + "\r\n");
        CHECK(answer.header("access-control-allow-origin") == origin);
        CHECK_THAT(answer.header("vary"), Contains("Origin"));
        const http_answer asked =
            http_client(server.port())
                .ask("OPTIONS", "/api/v1/events", std::string("Origin: ") + origin + "\r\n");
        CHECK(asked.header("access-control-allow-origin") == origin);
        CHECK_THAT(asked.header("access-control-allow-headers"), Contains("Authorization"));
    }
    for (const char* const origin : {"https://b.example", "null", "https://a.example.org"})
        CHECK(server.get("/api/v1/openapi.json", std::string("Origin: ") + origin + "\r\n")
                  .header("access-control-allow-origin")
                  .empty());
    CHECK(server.get("/api/v1/openapi.json").header("access-control-allow-origin").empty());
}

TEST_CASE("to listen beyond this machine needs a token; wrong command lines are refused") {
    const temporary_database database;
    const temporary_directory folder;
    const program_run open = start(database, "--listen 0.0.0.0:0");
    CHECK(open.status == 2);
    CHECK_THAT(open.err, Contains("--token-file"));
    CHECK(start(database, "--listen [::]:0").status == 2);
    const std::string tokens = token_file(folder, token_line("write", write_token));
    const std::string loose = folder.write("loose", token_line("read", read_token));
    for (const std::string& wrong :
         {std::string("--listen localhost"), std::string("--listen 127.0.0.1:x"),
          std::string("--listen 127.0.0.1:99999"), std::string("--listen example.org:80"),
          std::string("--listen 192.0.2.1:0 --token-file ") + tokens,
          std::string("--token-file ") + loose, std::string("--origin example.org"),
          std::string("--origin https://a.example/"), std::string("--refresh maybe"),
          std::string("--pool 0"), std::string("--rate-limit -1"), std::string("something")}) {
        INFO(wrong);
        CHECK(start(database, wrong).status == 2);
    }
    CHECK(start(database, "--token-file /no/such/file").status == 1);
    CHECK(start(database, "--token-file " + folder.path()).status == 1);
    CHECK(start(database, "--token-file /dev/null").status == 1);
    CHECK(start(database, "--token-file " + token_file(folder, "# none yet\n")).status == 2);
    for (const char* const flag : {"--token-file ''", "--dashboard ''", "--access-log ''"})
        CHECK(start(database, flag).status == 2);
    CHECK(start(database, "--access-log " + folder.path()).status == 1);
    CHECK(start(database, "--dashboard /no/such/folder").status == 1);
}

TEST_CASE("beyond this machine reading needs a token, whatever name it is asked by") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string log = folder.file("log");
    child server("attrib-serve",
                 {"--database", database.name(), "--listen", "0.0.0.0:0", "--token-file",
                  token_file(folder, token_line("write", write_token)), "--refresh", "off"},
                 log);
    const std::string mark = "listening on http://0.0.0.0:";
    REQUIRE(eventually([&] {
        return std::filesystem::exists(log) && contents_of(log).find(mark) != std::string::npos;
    }));
    const std::string text = contents_of(log);
    const auto port =
        static_cast<std::uint16_t>(std::stoul(text.substr(text.find(mark) + mark.size())));
    const auto status = [&](const std::string& lines) {
        http_client client(port);
        client.send("GET /api/v1/openapi.json HTTP/1.1\r\nHost: example.org\r\n" + lines + "\r\n");
        return client.read().status;
    };
    CHECK(status("") == 401);
    CHECK(status(may_write) == 200);
    server.send(SIGTERM);
    CHECK(server.wait() == 0);
}

TEST_CASE("the access log has a line of JSON a request, whatever was asked") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string log = folder.file("access");
    {
        const served server(database.name(), {"--refresh", "off", "--access-log", log});
        CHECK(server.get("/healthz?\"}\\", "User-Agent: a\xff\"b\r\n").status == 200);
        http_client wrong(server.port());
        wrong.send("nonsense\r\n\r\n");
        CHECK(wrong.read().status == 400);
    }
    std::istringstream lines(contents_of(log));
    std::vector<nlohmann::json> told;
    for (std::string line; std::getline(lines, line);) told.push_back(nlohmann::json::parse(line));
    REQUIRE(told.size() == 2);
    CHECK(told[0]["target"] == "/healthz?\"}\\");
    CHECK(told[0]["status"] == 200);
    CHECK(told[0]["address"] == "127.0.0.1");
    CHECK(told[1]["status"] == 400);
}

}  // namespace attrib::test
