#include <fmt/format.h>

#include <apps/console/numbers.hpp>
#include <apps/console/row_report.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/core/printable.hpp>
#include <nlohmann/json.hpp>

namespace attrib::console {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t reasons_shown = 3;

}  // namespace

std::string counts_text(const row_counts& counts) {
    std::string text = fmt::format("read {}, accepted {}, rejected {}", grouped(counts.read),
                                   grouped(counts.accepted), grouped(counts.rejected));
    if (counts.rounded != 0)
        text += fmt::format(", amounts rounded to six decimals {}", grouped(counts.rounded));
    if (counts.forgotten != 0)
        text += fmt::format(", left out {} of forgotten users", grouped(counts.forgotten));
    return text;
}

ordered_json counts_json(const row_counts& counts) {
    return {{"read", counts.read},
            {"accepted", counts.accepted},
            {"rejected", counts.rejected},
            {"rounded", counts.rounded},
            {"forgotten", counts.forgotten}};
}

void print_rejects(std::ostream& out, const reject_tally& rejects) {
    if (rejects.is_empty()) return;
    out << "Rejected rows\n";
    for (const rejected_rows& each : rejects.commonest(reasons_shown))
        out << fmt::format("  {}: {}, the first is line {} of {}: {}\n", name_of(each.reason),
                           grouped(each.rows), each.line, printable(each.file),
                           printable(each.message));
}

ordered_json rejects_json(const reject_tally& rejects) {
    ordered_json all = ordered_json::array();
    for (const rejected_rows& each : rejects.commonest(reasons_shown))
        all.push_back({{"reason", name_of(each.reason)},
                       {"rows", each.rows},
                       {"file", each.file},
                       {"line", each.line},
                       {"message", each.message}});
    return all;
}

void acceptance_check::add(const std::string& source, std::uint64_t read, std::uint64_t accepted) {
    if (read == 0 || accepted != 0) return;
    message_ += fmt::format("{}{}: none of its {} rows is {}", message_.empty() ? "" : "; ",
                            printable(source), grouped(read), wanted_);
}

void acceptance_check::throw_unless_passed(const std::string& and_so) const {
    if (!is_passed()) throw failure(errc::nothing_accepted, message_ + "; " + and_so);
}

void print_json(std::ostream& out, const ordered_json& object) {
    out << object.dump(2, ' ', true, ordered_json::error_handler_t::replace) << '\n';
}

}  // namespace attrib::console
