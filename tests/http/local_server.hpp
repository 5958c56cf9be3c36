/// @file
/// The server inside the test, with limits of the test's own.
#pragma once

#include <libattrib/http/server.hpp>
#include <optional>
#include <string>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/http_client.hpp>
#include <thread>

namespace attrib::test {

/// A database that nobody can reach: for what needs none.
inline constexpr const char* no_database = "host=/nonexistent dbname=none";

struct local_setup {
    std::string database = no_database;
    server_options options{};
    access_rules rules{};
    static_files dashboard{};
    database_pool_options readers{};
    wall_clock now = system_now;
};

/// Serves from construction to destruction.
class local_server {
   public:
    explicit local_server(local_setup setup = {})
        : cache({}, setup.now),
          readers(std::in_place, pool_of(setup)),
          writers(std::in_place, database_pool_options{.database = setup.database, .threads = 1}),
          feed(std::in_place, feed_options{.database = setup.database}, cache, journeys, sessions,
               hub, metrics),
          requests({.cache = cache,
                    .readers = *readers,
                    .writers = *writers,
                    .feed = *feed,
                    .metrics = metrics,
                    .journeys = journeys,
                    .sessions = sessions,
                    .now = setup.now},
                   std::move(setup.rules), std::move(setup.dashboard)),
          serving(on_free_port(setup.options), requests, hub, metrics),
          running_([this] { serving.run(); }),
          port(serving.port()) {
        if (setup.database != no_database) REQUIRE(eventually([this] { return feed->is_live(); }));
    }
    local_server(const local_server&) = delete;
    local_server& operator=(const local_server&) = delete;
    ~local_server() { stop(); }

    /// Waits until all that was under way is done.
    void stop() {
        serving.stop();
        if (running_.joinable()) running_.join();
        feed.reset();
        readers.reset();
        writers.reset();
    }

    [[nodiscard]] http_client connect() const { return http_client(port); }

    answer_cache cache;
    journey_store journeys;
    session_store sessions;
    sse_broker hub;
    server_metrics metrics;
    std::optional<database_pool> readers;
    std::optional<database_pool> writers;
    std::optional<change_listener> feed;
    api requests;
    server serving;

   private:
    static database_pool_options pool_of(const local_setup& setup) {
        database_pool_options pool = setup.readers;
        pool.database = setup.database;
        return pool;
    }
    static server_options on_free_port(server_options options) {
        options.port = 0;
        return options;
    }
    std::jthread running_;

   public:
    std::uint16_t port;
};

}  // namespace attrib::test
