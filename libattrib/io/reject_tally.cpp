#include <libattrib/io/reject_tally.hpp>

#include <algorithm>
#include <tuple>

namespace attrib {

void reject_tally::add(const reject& refused) {
    rejected_rows& known = by_reason_[refused.reason];
    const bool is_first =
        known.rows == 0 || std::tuple(refused.file, refused.line) <
                               std::tuple(std::string_view(known.file), known.line);
    ++known.rows;
    if (!is_first) return;
    known.reason = refused.reason;
    known.file = refused.file;
    known.line = refused.line;
    known.message = refused.message;
}

void reject_tally::add(const reject_tally& other) {
    for (const auto& [reason, more] : other.by_reason_) {
        rejected_rows& known = by_reason_[reason];
        const std::uint64_t rows = known.rows + more.rows;
        if (known.rows == 0 || std::tie(more.file, more.line) < std::tie(known.file, known.line))
            known = more;
        known.rows = rows;
    }
}

std::vector<rejected_rows> reject_tally::commonest(std::size_t most) const {
    std::vector<rejected_rows> all;
    for (const auto& [reason, rows] : by_reason_) all.push_back(rows);
    std::ranges::stable_sort(all, std::greater<>(), &rejected_rows::rows);
    all.resize(std::min(all.size(), most));
    return all;
}

}  // namespace attrib
