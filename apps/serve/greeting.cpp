#include <fmt/format.h>
#include <unistd.h>

#include <apps/console/numbers.hpp>
#include <apps/serve/greeting.hpp>

namespace attrib {
namespace {

using console::grouped;

std::string counts_line(const stored_counts& found) {
    std::string line = fmt::format("{} events, {} sessions, {} conversions", grouped(found.events),
                                   grouped(found.sessions), grouped(found.conversions));
    if (found.first_day && found.last_day)
        line += fmt::format(" on {} days, {} to {}",
                            grouped(std::int64_t{(*found.last_day - *found.first_day).count() + 1}),
                            to_string(*found.first_day), to_string(*found.last_day));
    return line;
}

}  // namespace

std::vector<std::string> greeting(const std::string& address, const stored_counts& found,
                                  bool refreshes, bool collects) {
    std::vector<std::string> lines{
        fmt::format("dashboard {0}/  API {0}/api  (Ctrl-C ends the server)", address)};
    if (found.events + found.waiting == 0) {
        if (collects)
            lines.push_back(fmt::format(
                "to see visits here, add `<script async src=\"{}/attrib.js\"></script>` "
                "to a page and load it (docs/collect.md)",
                address));
        lines.emplace_back(
            "no events yet: load a file by `attrib-load FILE`, follow one by `attrib-stream FILE`, "
            "or POST to /api/v1/events");
        lines.emplace_back(
            "to see what it shows, `attrib-generate --events 200000 --output events.csv` makes "
            "events up");
        return lines;
    }
    lines.push_back(counts_line(found));
    if (found.refreshed_at)
        lines.push_back("last refresh " + to_string(*found.refreshed_at).substr(0, 19) + " UTC");
    if (found.waiting != 0)
        lines.push_back(grouped(found.waiting) +
                        (refreshes ? " events wait for the refresh that begins now"
                                   : " events wait: run attrib-model, or leave --refresh on"));
    return lines;
}

bool is_on_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace attrib
