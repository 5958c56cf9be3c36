#include <condition_variable>
#include <libattrib/attribution/options.hpp>
#include <libattrib/http/change_listener.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/refresh.hpp>
#include <tests/catch.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

// Collects what a feed publishes; the test waits for messages by name.
class heard_messages {
   public:
    explicit heard_messages(sse_broker& hub) {
        hub.add_listener([this](const stream_message& message) {
            const std::scoped_lock lock(mutex_);
            texts_.push_back(*message.text);
            changed_.notify_all();
        });
    }

    // The data of the next message of that name.
    json next(const std::string& name) {
        std::unique_lock lock(mutex_);
        while (true) {
            if (!changed_.wait_for(lock, std::chrono::seconds{60},
                                   [&] { return taken_ < texts_.size(); }))
                throw std::runtime_error("no message " + name);
            const std::string& text = texts_[taken_++];
            if (!text.starts_with("event: " + name + "\n")) continue;
            const std::size_t begin = text.find("data: ") + 6;
            return json::parse(text.substr(begin, text.find('\n', begin) - begin));
        }
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> texts_;
    std::size_t taken_ = 0;
};

struct heard_feed {
    explicit heard_feed(const std::string& database)
        : messages(hub),
          feed({.database = database, .version = "7"}, cache, journeys, sessions, hub, metrics) {}

    answer_cache cache;
    journey_store journeys;
    session_store sessions;
    sse_broker hub;
    server_metrics metrics;
    heard_messages messages;
    change_listener feed;
};

std::string page_view(int number, const std::string& day) {
    return std::to_string(number) + ",bob," + day + "T10:00:00Z,page_view,Email,,\n";
}

constexpr const char* header =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,event_value,currency\n";

void refresh(const temporary_database& database) {
    static const channel_classifier classifier = default_channel_classifier();
    connection on = database.connect();
    refresher(on, {}, classifier).take_waiting();
}

void load(const temporary_database& database, const std::string& rows) {
    const temporary_directory folder;
    REQUIRE(run_program("attrib-load", "--database \"" + database.name() + "\" " +
                                           folder.write("a.csv", header + rows))
                .status == 0);
}

}  // namespace

TEST_CASE("a feed begins with a reset, then tells how things are about every second") {
    const temporary_database database;
    load_worked_example(database);
    heard_feed heard(database.name());
    CHECK(heard.messages.next("reset")["change"] ==
          std::stoll(database.value("select last_value from attrib_change")));
    const json status = heard.messages.next("status");
    CHECK(status["version"] == "7");
    CHECK(status["is_live"] == true);
    CHECK(status["refresh"] == "off");
    CHECK(status["newest_event"] == "2025-03-15T10:00:00.000001Z");
    CHECK(status["newest_change"].is_null());
    CHECK(heard.messages.next("status")["now"] > status["now"]);
    CHECK(heard.feed.is_live());
    connection on = database.connect();
    CHECK(heard.feed.status(on)["engine"] == "cpp");
}

TEST_CASE("what is in quarantine is told, and why refreshes fail while they do") {
    const temporary_database database;
    load_worked_example(database);
    heard_feed heard(database.name());
    json status = heard.messages.next("status");
    CHECK(status["refresh_failure"].is_null());
    CHECK(status["quarantine"]["newest"].is_null());
    heard.feed.note_failed_refresh(failure_kind::setup, "no right");
    database.connect().run(
        "insert into quarantine values (2, 'somebody', '23514', 'refused', now()), (4, null, "
        "'XX000', 'odd', '2020-01-01Z')");
    do status = heard.messages.next("status");
    while (status["quarantine"]["users"] != 1);
    CHECK(status["quarantine"]["batches"] == 1);
    CHECK(status["quarantine"]["newest"]["message"] == "refused");
    CHECK(status["refresh_failure"]["kind"] == "setup");
    CHECK(status["refresh_failure"]["message"] == "no right");
    heard.feed.note_recovered_refresh();
    do status = heard.messages.next("status");
    while (!status["refresh_failure"].is_null());
}

TEST_CASE("a refresh is told with its events; batches that wait are told meanwhile") {
    const temporary_database database;
    load_worked_example(database);
    heard_feed heard(database.name());
    heard.messages.next("status");
    load(database, page_view(1, "2025-03-16"));
    json status;
    do status = heard.messages.next("status");
    while (status["batches_waiting"] != 1);
    CHECK(status["rows_waiting"] == 1);
    refresh(database);
    const json events = heard.messages.next("events");
    CHECK(events["count"] == 1);
    CHECK(events["events"][0]["event_id"] == "1");
    CHECK(events["events"][0]["conversion"].is_null());
    do status = heard.messages.next("status");
    while (status["batches_waiting"] != 0);
    CHECK(status["newest_event"] == "2025-03-16T10:00:00.000000Z");
    CHECK(status["change"] == events["change"]);
    CHECK(status["events_a_minute"] == 1);
    CHECK_FALSE(status["newest_change"].is_null());
    CHECK(heard.metrics.events_seen == 1);
}

TEST_CASE("of a large refresh the number of all events is told, and the first of them") {
    const temporary_database database;
    load_worked_example(database);
    heard_feed heard(database.name());
    heard.messages.next("status");
    std::string rows;
    for (int i = 0; i < 700; ++i) rows += page_view(i, "2025-03-16");
    load(database, rows);
    refresh(database);
    const json events = heard.messages.next("events");
    CHECK(events["count"] == 700);
    CHECK(events["events"].size() == 500);
}

TEST_CASE("what is no change of ours is heard and ignored") {
    const temporary_database database;
    load_worked_example(database);
    heard_feed heard(database.name());
    heard.messages.next("status");
    connection on = database.connect();
    for (const char* const odd : {"", "nonsense", "{}", "[1]", "{\"change\":\"x\"}"})
        on.run("notify " + std::string(changed_channel) + ", '" + odd + "'");
    load(database, page_view(1, "2025-03-16"));
    refresh(database);
    CHECK(heard.messages.next("events")["count"] == 1);
}

}  // namespace attrib::test
