// attrib-serve: the JSON API, the event stream and the dashboard; keeps the tables right meanwhile.
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/serve/service.hpp>

namespace {

using namespace attrib;

constexpr const char* self_name = "attrib-serve";

int run(const serve_flags& given) {
    console::watch_interrupts();
    console::keep_signals_here();
    service all(given, self_name);
    all.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    serve_flags given;
    console::program self{
        .name = self_name,
        .purpose = "serves attribution as a JSON API (/api/v1), an event stream and a dashboard",
        .usage = "",
        .notes =
            "Everything it answers is described at /api/v1/openapi.json. POST /api/v1/events takes "
            "events as JSON or NDJSON. With --refresh on, the default, it keeps sessions and marts "
            "right behind the events that attrib-load, attrib-stream or POST bring. It starts "
            "without the database, answers 503 and goes on when it comes. Ctrl-C or SIGTERM "
            "answers what is under way and ends with 0.",
        .examples = {"attrib-serve",
                     "attrib-serve --database postgresql://me@db.example/shop --refresh off",
                     "attrib-serve --listen 0.0.0.0:8080 --token-file tokens --access-log -"}};
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given); });
}
