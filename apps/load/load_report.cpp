#include <fmt/format.h>

#include <algorithm>
#include <apps/console/numbers.hpp>
#include <apps/console/row_report.hpp>
#include <apps/load/load_report.hpp>
#include <libattrib/core/printable.hpp>

namespace attrib {

nlohmann::ordered_json json_of(const std::string& path, const load_summary& loaded) {
    nlohmann::ordered_json object{{"file", path}};
    object.update(console::counts_json(loaded.added));
    object["earlier"] = loaded.earlier.read;
    if (!loaded.rejects.is_empty())
        object["reject_reasons"] = console::rejects_json(loaded.rejects);
    return object;
}

void print_loaded(std::ostream& out, const std::string& path, const load_summary& loaded) {
    out << printable(path) << ": ";
    if (loaded.added.bytes == 0 && loaded.earlier.bytes != 0) {
        out << fmt::format("loaded before, nothing added ({} rows)\n",
                           console::grouped(loaded.earlier.read));
        return;
    }
    out << console::counts_text(loaded.added);
    if (loaded.earlier.bytes != 0)
        out << fmt::format("; went on after {} rows loaded before",
                           console::grouped(loaded.earlier.read));
    out << '\n';
    console::print_rejects(out, loaded.rejects);
}

void print_end(std::ostream& out, const row_counts& added, std::chrono::duration<double> took) {
    out << fmt::format("attrib-load: {:.1f} s, {} rows a second\n", took.count(),
                       console::grouped(static_cast<std::uint64_t>(static_cast<double>(added.read) /
                                                                   std::max(took.count(), 1e-3))));
    if (added.accepted != 0)
        out << "attrib-load: next, attrib-model makes the tables of sessions and credits "
               "(where attrib-serve runs, it does)\n";
}

}  // namespace attrib
