#include <fmt/format.h>
#include <sys/resource.h>

#include <apps/console/interrupt.hpp>
#include <apps/serve/access_log.hpp>
#include <apps/serve/greeting.hpp>
#include <apps/serve/service.hpp>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <libattrib/postgres/reader_role.hpp>
#include <libattrib/postgres/schema.hpp>
#include <libattrib/sql_models/follow_tables.hpp>
#include <mutex>
#include <optional>
#include <thread>

namespace attrib {

extern const embedded_file dashboard_files[];  // written by cmake/embed.cmake

namespace {

// Queries that take longer are given up; nobody waits that long for a page.
constexpr const char* query_setup =
    "set statement_timeout = '10s'; set default_transaction_read_only = on";

constexpr std::chrono::milliseconds end_timeout{10'000};
constexpr std::chrono::milliseconds end_timeout_when_away{500};
constexpr std::chrono::milliseconds known_timeout{5000};
constexpr std::chrono::milliseconds known_slice{50};

// Takes as many descriptors as the system gives, one a connection.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Brings a connection down to the rights of the reader's role, where it is.
void become_reader(connection& on, const std::string& role) {
    if (may_become(on, role)) on.run("set role " + quote_name(role));
    on.run(query_setup);
}

}  // namespace

struct service::parts {
    parts(const serve_flags& flags, std::string name) : given(flags), program(std::move(name)) {}

    [[nodiscard]] std::string url() const {
        const std::string& address = given.server().address;
        return fmt::format("http://{}:{}",
                           address.find(':') == std::string::npos ? address : '[' + address + ']',
                           serving->port());
    }

    // On a thread of the pool: counting may take long, and must not delay the end.
    void greet() {
        const auto tell = [this](connection& on) {
            for (const std::string& line :
                 greeting(url(), count_stored(on), refreshes, given.collect))
                say(line);
        };
        // A count that fails is left out; the server says elsewhere what is wrong.
        static_cast<void>(readers->submit({tell, [](const std::exception_ptr&) {}}));
    }

    void say(const std::string& message) const { std::cerr << program + ": " + message + '\n'; }

    void open() {
        server_options options = given.server();
        access_rules rules = given.access();
        refreshes = given.refreshes();
        host_list own_hosts = given.site();
        attribution = given.attribution.attribution().value();
        channels = given.channels.rules().value();
        static_files dashboard = given.dashboard.empty()
                                     ? static_files::of(dashboard_files)
                                     : static_files::load(given.dashboard).value();
        if (!given.access_log.empty()) {
            log.emplace(given.access_log, metrics.access_log_lost,
                        [this](const std::string& message) { say(message); });
            access_log::reopen_on_hangup();
            options.access_log = [this](std::string_view line) { log->write(line); };
        }
        auto listening = std::make_unique<listener>(options.address, options.port);
        given.database.locate(program, database);
        const auto as_reader = [this](connection& on) { become_reader(on, given.reader_role); };
        readers.emplace(database_pool_options{.database = database.name,
                                              .threads = static_cast<unsigned>(given.pool),
                                              .prepare = as_reader});
        writers.emplace(database_pool_options{
            .database = database.name, .threads = 2, .prepare = [](connection& on) {
                on.run("set statement_timeout = '10s'");
            }});
        journeys.emplace(journey_store_options{.memory = given.memory_of_journeys(),
                                               .connect = [this, as_reader] {
                                                   connection more(database.name);
                                                   as_reader(more);
                                                   return more;
                                               }});
        sessions.emplace(session_store_options{.memory = given.memory_of_sessions()});
        feed.emplace(
            feed_options{.database = database.name,
                         .prepare = [this](connection& on) { prepare_schema(on); },
                         .version = ATTRIB_VERSION,
                         .refreshes = refreshes,
                         .on_message = [this](const std::string& message) { say(message); },
                         .on_failure = [this](const failure& thrown) { take_failure(thrown); },
                         .on_return =
                             [this] {
                                 readers->come_back();
                                 writers->come_back();
                             },
                         .on_live = [this] { note_live(); }},
            cache, *journeys, *sessions, hub, metrics);
        requests.emplace(
            api_parts{.cache = cache,
                      .readers = *readers,
                      .writers = *writers,
                      .feed = *feed,
                      .metrics = metrics,
                      .journeys = *journeys,
                      .sessions = *sessions,
                      .threads = given.attribution.threads(),
                      .own_hosts = std::move(own_hosts),
                      .on_message = [this](const std::string& message) { say(message); }},
            std::move(rules), std::move(dashboard));
        serving.emplace(std::move(options), *requests, hub, metrics, std::move(listening));
    }

    // Without --refresh nothing is written: a schema that does not fit is refused.
    void prepare_schema(connection& on) const {
        if (!refreshes) on.run("set default_transaction_read_only = on");
        migrate(on);
        if (refreshes && database.cluster && !may_become(on, given.reader_role))
            on.run(reader_grants(given.reader_role, on.schema()));
        become_reader(on, given.reader_role);
    }

    void note_live() {
        const std::scoped_lock lock(mutex);
        was_there = is_known = true;
        changed.notify_all();
    }

    // Also ends the server where a connection finds the command line to be wrong.
    void take_failure(const failure& thrown) {
        {
            const std::scoped_lock lock(mutex);
            is_known = true;
            changed.notify_all();
        }
        if (exit_status_of(thrown.code()) == 2) end(std::make_exception_ptr(thrown));
    }

    void end(const std::exception_ptr& why) {
        const std::scoped_lock lock(mutex);
        if (!failed) failed = why;
        console::interrupt();
    }

    void leave() {
        const std::scoped_lock lock(mutex);
        is_leaving = true;
        changed.notify_all();
    }

    // Whoever connects before the answer is known waits in the listener's backlog, so that a
    // script that polls a server which is starting meets no 503 where the database is there.
    void wait_until_known() {
        std::unique_lock lock(mutex);
        for (auto left = known_timeout; left.count() > 0 && !console::is_interrupt_pending();
             left -= known_slice)
            if (changed.wait_for(lock, known_slice, [this] { return is_known; })) return;
    }

    // Whether the database was there, with its schema, before the end.
    bool wait_for_database() {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return was_there || is_leaving; });
        return !is_leaving;
    }

    // Keeps the tables up to date. Only a wrong command line ends it, and the server.
    void refresh() {
        if (!wait_for_database()) return;
        const retry_policy how{.interrupt = &console::interrupt_flag(),
                               .on_message = [this](const std::string& message) { say(message); },
                               .on_failed_attempt =
                                   [this](failure_kind kind, const std::string& reason) {
                                       feed->note_failed_refresh(kind, reason);
                                   },
                               .on_recovered = [this] { feed->note_recovered_refresh(); }};
        attempts tries(how);
        do {
            try {
                return follow_tables({.database = database.name,
                                      .attribution = *attribution,
                                      .rules = *channels,
                                      .threads = given.attribution.threads(),
                                      .how = how});
            } catch (const failure& thrown) {
                if (exit_status_of(thrown.code()) == 2)  // thrown again by `run`
                    return end(std::current_exception());
                tries.failed(kind_of(thrown), thrown.what());
            } catch (const std::exception& thrown) {
                tries.failed(failure_kind::transient, thrown.what());
            }
        } while (tries.wait());
    }

    const serve_flags& given;
    std::string program;
    bool refreshes = false;
    std::optional<attribution_options> attribution;
    std::optional<channel_rules> channels;
    console::opened_database database;
    std::mutex mutex;  // for the next five
    std::condition_variable changed;
    bool is_known = false;  // whether the database is there
    bool was_there = false;
    bool is_leaving = false;
    std::exception_ptr failed;

    answer_cache cache;
    sse_broker hub;
    server_metrics metrics;
    std::optional<access_log> log;
    std::optional<database_pool> readers;
    std::optional<database_pool> writers;
    std::optional<journey_store> journeys;
    std::optional<session_store> sessions;
    std::optional<change_listener> feed;
    std::optional<api> requests;
    std::optional<server> serving;
};

service::service(const serve_flags& given, std::string program)
    : parts_(std::make_unique<parts>(given, std::move(program))) {
    raise_descriptor_limit();
    parts_->open();
}

// Those who call into the server's threads go before it.
service::~service() {
    parts_->feed.reset();
    parts_->readers.reset();
    parts_->writers.reset();
}

// A server that hangs, as one that is stopped by SIGSTOP does, would keep us from ending. What it
// had begun for us is in no table before it is whole, so that leaving breaks nothing.
void service::watch_end() {
    // A connection attempt may take as long as the system likes.
    const bool is_awaited = parts_->feed->is_live() || parts_->requests->unstored_events() != 0;
    const auto longest = is_awaited ? end_timeout : end_timeout_when_away;
    watch_ = std::jthread([this, longest](const std::stop_token& is_over) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait_for(lock, is_over, longest, [] { return false; });
        if (is_over.stop_requested()) return;
        const std::size_t lost = parts_->requests->unstored_events();
        parts_->say(
            "the database does not answer; leaving without waiting for it" +
            (lost == 0 ? "" : fmt::format("; {} events that were not stored are lost", lost)));
        std::_Exit(lost == 0 ? 0 : 1);
    });
}

void service::run() {
    parts& own = *parts_;
    {
        std::jthread refreshing;
        if (own.refreshes) refreshing = std::jthread([&own] { own.refresh(); });
        own.wait_until_known();
        std::jthread serving([&own] { own.serving->run(); });
        own.say("listening on " + own.url());
        if (is_on_terminal() && own.feed->is_live()) own.greet();
        console::wait_for_interrupt();
        watch_end();
        own.leave();
        own.serving->stop();
    }
    own.requests->flush();
    if (own.failed) std::rethrow_exception(own.failed);
}

}  // namespace attrib
