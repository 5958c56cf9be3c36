// Answers that are made and sent piece by piece.
#include <libattrib/report/report.hpp>
#include <tests/http/local_server.hpp>
#include <tests/http/long_answer.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using nlohmann::ordered_json;

constexpr int crowd_size = 3000;
const std::string conversions_of_two = "/api/v1/conversions?format=csv";
const std::string conversions_of_many = long_answer + "&format=csv";

// A server of a crowd.
class served_crowd {
   public:
    explicit served_crowd(local_setup setup = {}) {
        const temporary_directory folder;
        load_csv(database_, folder.write("events.csv", crowd_of(crowd_size)));
        setup.database = database_.name();
        server_.emplace(std::move(setup));
    }
    local_server* operator->() { return &*server_; }

    std::size_t figure(const std::string& name) {
        const std::string text = server_->connect().ask("GET", "/metrics").body;
        return std::stoul(text.substr(text.find("\n" + name + " ") + name.size() + 2));
    }

   private:
    temporary_database database_;
    std::optional<local_server> server_;
};

std::size_t line_count(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

http_client ask_for(local_server& server, const std::string& target, int receive_buffer = 0) {
    http_client client(server.port, receive_buffer);
    client.send(http_request_text("GET", target));
    return client;
}

// What the pages of JSON are as CSV.
std::string csv_of_pages(local_server& server, const std::string& path) {
    http_client client = server.connect();
    ordered_json all;
    std::string cursor;
    do {
        const std::string begin = cursor.empty() ? "" : "&cursor=" + cursor;
        ordered_json page = client.ask("GET", path + "limit=1000" + begin).json();
        cursor = page["next_cursor"].is_null() ? "" : page["next_cursor"].get<std::string>();
        page["next_cursor"] = nullptr;
        if (all.is_null()) {
            all = std::move(page);
        } else {
            for (ordered_json& row : page["data"]) all["data"].push_back(std::move(row));
        }
    } while (!cursor.empty());
    return csv_of(all);
}

}  // namespace

TEST_CASE("CSV has all rows, in chunks, as the pages of JSON have them") {
    served_crowd served;
    for (const std::string path : {"/api/v1/conversions?", "/api/v1/conversions?channel=Display&",
                                   "/api/v1/paths?by=campaign&"}) {
        CAPTURE(path);
        const http_answer csv = served->connect().ask("GET", path + "format=csv");
        CHECK(csv.status == 200);
        CHECK(csv.header("transfer-encoding") == "chunked");
        CHECK(csv.header("content-length").empty());
        CHECK(csv.header("etag").empty());
        CHECK(csv.header("cache-control") == "no-store");
        CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
        CHECK(csv.body == csv_of_pages(*served.operator->(), path));
        CHECK(csv.body.size() > csv_piece_bytes);
    }
    for (const auto& [path, models] :
         {std::pair{"/breakdown?by=campaign", 2},
          {"/campaigns?", 2},
          {"/roles?by=campaign", 1},
          {"/query?dimensions=campaign&models=linear,first_click,last_click&metrics=revenue", 3}}) {
        CAPTURE(path);
        const http_answer csv =
            served->connect().ask("GET", std::string("/api/v1") + path + "&format=csv");
        CHECK(csv.status == 200);
        CHECK(csv.header("transfer-encoding") == "chunked");
        CHECK(line_count(csv.body) >= static_cast<std::size_t>(crowd_size * models));
    }
    CHECK(eventually([&] { return served.figure("attrib_http_export_bytes") == 0; }));
}

TEST_CASE("CSV of one piece is an answer as any other; a limit cuts where it says") {
    served_crowd served;
    const http_answer few = served->connect().ask("GET", conversions_of_two + "&limit=100");
    CHECK(few.header("content-length") == std::to_string(few.body.size()));
    CHECK_FALSE(few.header("etag").empty());
    CHECK(line_count(few.body) == 1 + 2 * 100);
    const http_answer many = served->connect().ask("GET", long_answer + "&format=csv&limit=1000");
    CHECK(many.header("transfer-encoding") == "chunked");
    CHECK(many.body ==
          csv_of(served->connect().ask("GET", long_answer + "&format=json&limit=1000").json()));
    const http_answer marked =
        served->connect().ask("GET", long_answer + "&format=csv&bom=true&limit=1000");
    CHECK(marked.body == "\xef\xbb\xbf" + many.body);
}

TEST_CASE("a connection goes on after a long answer, and after HEAD, which gets the head alone") {
    served_crowd served;
    http_client client = served->connect();
    client.send(http_request_text("HEAD", conversions_of_two) +
                http_request_text("GET", conversions_of_two) +
                http_request_text("GET", "/healthz") +
                http_request_text("GET", conversions_of_two));
    const http_answer head = client.read(true);
    CHECK(head.status == 200);
    CHECK(head.header("transfer-encoding") == "chunked");
    const std::string body = client.read().body;
    CHECK(line_count(body) == 1 + 2 * crowd_size);
    CHECK(client.read().body == "ok\n");
    CHECK(client.read().body == body);
}

TEST_CASE("HTTP/1.0 gets the bytes without chunks until the connection closes") {
    served_crowd served;
    const std::string body = served->connect().ask("GET", conversions_of_two).body;
    http_client old = served->connect();
    old.send("GET " + conversions_of_two +
             " HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
    const http_answer head = old.read_head();
    CHECK(head.header("transfer-encoding").empty());
    CHECK(head.header("content-length").empty());
    CHECK(head.header("connection") == "close");
    CHECK(old.read_all() == body);
    CHECK_FALSE(old.is_reset());
}

TEST_CASE("two clients of one answer get each piece at their own pace") {
    served_crowd served;
    http_client slow = ask_for(*served.operator->(), conversions_of_many, 1024);
    CHECK(slow.read_head().status == 200);
    const std::string first = slow.read_chunk();
    http_client fast = ask_for(*served.operator->(), conversions_of_many);
    const std::string whole = fast.read().body;
    std::string rest = first;
    for (std::string chunk = slow.read_chunk(); !chunk.empty(); chunk = slow.read_chunk())
        rest += chunk;
    CHECK(rest == whole);
    CHECK(whole.size() > 8 * csv_piece_bytes);
}

TEST_CASE("a client that stops reading holds a piece, and is closed") {
    local_setup setup;
    setup.options.write_timeout = std::chrono::seconds{1};
    served_crowd served(std::move(setup));
    const std::size_t whole = served->connect().ask("GET", conversions_of_many).body.size();
    http_client slow = ask_for(*served.operator->(), conversions_of_many, 1024);
    CHECK(slow.read_head().status == 200);
    std::size_t most = 0;
    REQUIRE(eventually([&] {
        most = std::max(most, served->metrics.unread_bytes.load());
        return served->metrics.slow_readers_closed == 1;
    }));
    CHECK(most > 0);
    CHECK(most < 2 * csv_piece_bytes);
    CHECK(whole > 8 * csv_piece_bytes);
    CHECK_THROWS([&] {
        while (!slow.read_chunk().empty()) continue;
    }());
    CHECK(eventually([&] { return served.figure("attrib_http_export_bytes") == 0; }));
}

TEST_CASE("clients that go away leave nothing behind") {
    served_crowd served;
    for (int i = 0; i < 20; ++i) {
        http_client gone = ask_for(*served.operator->(), conversions_of_many, 1024);
        if (i % 2 == 0) CHECK(gone.read_head().status == 200);
        gone.reset();
    }
    CHECK(eventually([&] { return served->metrics.connections == 0; }));
    CHECK(eventually([&] { return served.figure("attrib_http_export_bytes") == 0; }));
    CHECK(line_count(served->connect().ask("GET", conversions_of_two).body) == 1 + 2 * crowd_size);
}

TEST_CASE("an answer under way is sent to its end when the server stops") {
    served_crowd served;
    http_client client = ask_for(*served.operator->(), conversions_of_two, 1024);
    CHECK(client.read_head().status == 200);
    std::string body = client.read_chunk();
    served->serving.stop();
    REQUIRE(eventually([&] {
        try {
            return !served->connect().send("x");
        } catch (const std::runtime_error&) {
            return true;
        }
    }));
    for (std::string chunk = client.read_chunk(); !chunk.empty(); chunk = client.read_chunk())
        body += chunk;
    CHECK(line_count(body) == 1 + 2 * crowd_size);
    CHECK(client.read_all().empty());
}

TEST_CASE("a long answer that was cut off is so in the log") {
    std::mutex mutex;
    std::string log;
    local_setup setup;
    setup.options.access_log = [&](std::string_view line) {
        const std::scoped_lock lock(mutex);
        log += std::string(line) + "\n";
    };
    served_crowd served(std::move(setup));
    const std::string body = served->connect().ask("GET", conversions_of_two).body;
    http_client gone = ask_for(*served.operator->(), conversions_of_many, 1024);
    CHECK(gone.read_head().status == 200);
    gone.reset();
    REQUIRE(eventually([&] {
        const std::scoped_lock lock(mutex);
        return line_count(log) == 2;
    }));
    const std::scoped_lock lock(mutex);
    const auto whole = ordered_json::parse(log.substr(0, log.find('\n')));
    CHECK(whole["bytes"] > body.size());
    CHECK_FALSE(whole.contains("is_cut_off"));
    const auto cut = ordered_json::parse(log.substr(log.find('\n') + 1));
    CHECK(cut["target"] == conversions_of_many);
    CHECK(cut["is_cut_off"] == true);
}

}  // namespace attrib::test
