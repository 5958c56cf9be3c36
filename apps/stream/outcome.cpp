#include <fmt/format.h>

#include <apps/console/numbers.hpp>
#include <apps/console/row_report.hpp>
#include <apps/stream/outcome.hpp>
#include <iostream>
#include <libattrib/core/error.hpp>
#include <libattrib/io/live_source.hpp>
#include <nlohmann/json.hpp>

namespace attrib {

void print(const stream_status& done, bool as_json) {
    if (as_json) {
        nlohmann::ordered_json all = console::counts_json(done.added);
        all["earlier"] = done.earlier;
        if (done.tombstones != 0) all["tombstones"] = done.tombstones;
        if (!done.rejects.is_empty()) all["reject_reasons"] = console::rejects_json(done.rejects);
        console::print_json(std::cout, all);
        return;
    }
    std::cout << console::counts_text(done.added);
    if (done.earlier != 0)
        std::cout << fmt::format("; {} rows were there before", console::grouped(done.earlier));
    if (done.tombstones != 0)
        std::cout << fmt::format("; {} tombstones", console::grouped(done.tombstones));
    std::cout << '\n';
    console::print_rejects(std::cout, done.rejects);
}

void throw_if_interrupted(const stream_status& done, const std::string& path,
                          const std::string& source) {
    if (!done.is_interrupted) return;
    std::string what = (path == "-" ? "standard input" : path) +
                       ": interrupted before its end; what was read is committed";
    if (!is_read_once(path)) what += ", run the same command again to go on";
    if (!source.empty()) what += ", send the same bytes again to go on";
    throw failure(errc::interrupted, what);
}

void check_accepted(const stream_status& done, const std::string& path, bool follows) {
    console::acceptance_check check;
    if (!follows)
        check.add(path == "-" ? "standard input" : path, done.added.read,
                  done.added.accepted + done.added.forgotten + done.earlier);
    check.throw_unless_passed("the rejects are in the table ga4_events_rejected");
}

}  // namespace attrib
