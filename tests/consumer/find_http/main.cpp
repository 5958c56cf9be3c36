// A program of someone else's that puts the server into itself: the database is away, and it says
// so.
#include <cstdio>
#include <libattrib/http/server.hpp>

int main() {
    using namespace attrib;
    const std::string nowhere = "host=/nowhere";
    answer_cache cache;
    journey_store journeys;
    session_store sessions;
    sse_broker hub;
    server_metrics metrics;
    database_pool readers({.database = nowhere, .threads = 1});
    database_pool writers({.database = nowhere, .threads = 1});
    change_listener feed({.database = nowhere}, cache, journeys, sessions, hub, metrics);
    api requests({cache, readers, writers, feed, metrics, journeys, sessions}, access_rules{},
                 static_files{});
    const server serving({.port = 0, .threads = 1}, requests, hub, metrics);
    http_request asked;
    asked.target = "/readyz";
    asked.host = "localhost";
    std::printf("%d %s\n", requests.answer(asked, {})->response->status(),
                serving.port() == 0 ? "not bound" : "bound");
}
