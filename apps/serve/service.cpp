#include <fmt/format.h>
#include <sys/resource.h>

#include <apps/console/interrupt.hpp>
#include <apps/serve/service.hpp>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <libattrib/postgres/reader_role.hpp>
#include <libattrib/sql_models/follow_tables.hpp>
#include <mutex>
#include <optional>
#include <thread>

namespace attrib {
namespace {

// Queries that take longer are given up; nobody waits that long for a page.
constexpr const char* query_setup =
    "set statement_timeout = '10s'; set default_transaction_read_only = on";

constexpr std::chrono::seconds end_timeout{10};

// Takes as many descriptors as the system gives, one a connection.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// The statements that bring a connection down to the rights of the reader's role, where it is.
std::string setup_of(const console::opened_database& database, const std::string& role) {
    connection on(database.name);
    if (database.cluster && !may_become(on, role)) on.run(reader_grants(role, on.schema()));
    return may_become(on, role) ? fmt::format("set role {}; {}", quote_name(role), query_setup)
                                : query_setup;
}

// Lines of the access log, from any thread.
class log_file {
   public:
    explicit log_file(const std::string& path) {
        if (path == "-") return;
        file_.open(path, std::ios::app);
        if (!file_) throw failure(errc::write_failed, path + ": cannot be written");
    }
    void write(std::string_view line) {
        const std::scoped_lock lock(mutex_);
        std::ostream& out = file_.is_open() ? static_cast<std::ostream&>(file_) : std::cout;
        out << line << '\n' << std::flush;
    }

   private:
    std::mutex mutex_;
    std::ofstream file_;
};

}  // namespace

struct service::parts {
    parts(const serve_flags& flags, std::string name) : given(flags), program(std::move(name)) {}

    void say(const std::string& message) const { std::cerr << program + ": " + message + '\n'; }

    void open() {
        server_options options = given.server();
        access_rules rules = given.access();
        refreshes = given.refreshes();
        static_files dashboard;
        if (!given.dashboard.empty()) dashboard = static_files::load(given.dashboard).value();
        if (!given.access_log.empty()) {
            log.emplace(given.access_log);
            options.access_log = [this](std::string_view line) { log->write(line); };
        }
        given.database.open(program, database);
        const std::string setup = setup_of(database, given.reader_role);
        readers.emplace(database_pool_options{.database = database.name,
                                              .threads = static_cast<unsigned>(given.pool),
                                              .setup = setup});
        writers.emplace(database_pool_options{
            .database = database.name, .threads = 2, .setup = "set statement_timeout = '10s'"});
        feed.emplace(
            feed_options{.database = database.name,
                         .setup = setup,
                         .version = ATTRIB_VERSION,
                         .refreshes = refreshes,
                         .on_message = [this](const std::string& message) { say(message); },
                         .on_live =
                             [this] {
                                 readers->come_back();
                                 writers->come_back();
                             }},
            cache, hub, metrics);
        requests.emplace(api_parts{cache, *readers, *writers, *feed, metrics}, std::move(rules),
                         std::move(dashboard));
        serving.emplace(std::move(options), *requests, hub, metrics);
    }

    // Keeps the tables up to date. Only settings that can never work end it, and the server.
    void refresh() {
        try {
            follow_tables(
                {.database = database.name,
                 .attribution = given.attribution.attribution().value(),
                 .rules = given.channels.rules().value(),
                 .threads = given.attribution.threads(),
                 .how = {.interrupt = &console::interrupt_flag(),
                         .on_message = [this](const std::string& message) { say(message); },
                         .on_failed_attempt =
                             [this](failure_kind kind, const std::string& reason) {
                                 feed->note_failed_refresh(kind, reason);
                             },
                         .on_recovered = [this] { feed->note_recovered_refresh(); }}});
        } catch (...) {  // thrown again by `run`
            failed = std::current_exception();
            console::interrupt();
        }
    }

    const serve_flags& given;
    std::string program;
    bool refreshes = false;
    console::opened_database database;
    std::optional<log_file> log;
    answer_cache cache;
    event_hub hub;
    server_metrics metrics;
    std::optional<database_pool> readers;
    std::optional<database_pool> writers;
    std::optional<live_feed> feed;
    std::optional<api> requests;
    std::optional<server> serving;
    std::exception_ptr failed;
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
    watch_ = std::jthread([name = parts_->program](const std::stop_token& is_over) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any never;
        never.wait_for(lock, is_over, end_timeout, [] { return false; });
        if (is_over.stop_requested()) return;
        std::cerr << name + ": the database does not answer; leaving without waiting for it\n";
        std::_Exit(0);
    });
}

void service::run() {
    parts& own = *parts_;
    const std::string& address = own.given.server().address;
    own.say(fmt::format("listening on http://{}:{}",
                        address.find(':') == std::string::npos ? address : '[' + address + ']',
                        own.serving->port()));
    {
        std::jthread refreshing;
        if (own.refreshes) refreshing = std::jthread([&own] { own.refresh(); });
        std::jthread serving([&own] { own.serving->run(); });
        console::wait_for_interrupt();
        watch_end();
        own.serving->stop();
    }
    if (own.failed) std::rethrow_exception(own.failed);
}

}  // namespace attrib
