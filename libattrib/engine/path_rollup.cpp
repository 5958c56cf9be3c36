#include <libattrib/engine/path_rollup.hpp>

#include <algorithm>
#include <compare>

namespace attrib {
namespace {

constexpr std::size_t rows_at_once = 4096;

// A row of the table before it has texts.
struct counted_path {
    std::uint64_t conversions;
    shared_path_table::place path;
    text_number currency;
};

// Tells which of two rows comes first.
class row_order {
   public:
    row_order(const shared_path_table& paths, const dictionary& texts)
        : paths_(paths), texts_(texts) {}

    [[nodiscard]] bool operator()(const counted_path& a, const counted_path& b) const {
        const auto left = paths_.values(a.path);
        const auto right = paths_.values(b.path);
        if (left.front() != right.front()) return left.front() < right.front();
        if (const auto order = compare(a.currency, b.currency); order != 0) return order < 0;
        if (a.conversions != b.conversions) return a.conversions > b.conversions;
        return std::lexicographical_compare_three_way(
                   left.begin() + 1, left.end(), right.begin() + 1, right.end(),
                   [this](text_number x, text_number y) { return compare(x, y); }) < 0;
    }

   private:
    [[nodiscard]] std::strong_ordering compare(text_number a, text_number b) const {
        if (a == b) return std::strong_ordering::equal;
        return texts_.text_of(a) <=> texts_.text_of(b);
    }

    const shared_path_table& paths_;
    const dictionary& texts_;
};

std::vector<counted_path> sorted_rows(const shared_path_table& paths, const dictionary& texts) {
    std::vector<counted_path> rows;
    rows.reserve(paths.size());
    paths.for_each([&](shared_path_table::place path) {
        paths.for_each_currency(path, [&](text_number currency, const path_sums& sums) {
            rows.push_back({sums.conversions, path, currency});
        });
    });
    std::ranges::sort(rows, row_order(paths, texts));
    return rows;
}

void put_sums(const path_sums& sums, path_mart_row& row) {
    row.conversions = static_cast<std::int64_t>(sums.conversions);
    row.days = static_cast<std::int64_t>(sums.days);
    row.revenue = sums.revenue;
}

}  // namespace

void path_rollup::add(const path_conversion& converted, std::span<const touch> touches) {
    key_.assign(1, converted.name);
    for (const touch& each : touches) key_.push_back(each.channel);
    writer_.add(key_, converted.currency,
                touches.empty()
                    ? path_sums{1, 0, converted.revenue}
                    : sums_of_one(touches.front().start, converted.when, converted.revenue));
}

void for_path_rows(const shared_path_table& paths, const std::vector<std::string>& names,
                   const dictionary& texts,
                   const std::function<void(std::span<const path_mart_row>)>& take) {
    const std::vector<counted_path> sorted = sorted_rows(paths, texts);
    std::vector<path_mart_row> rows;
    for (std::size_t begin = 0; begin < sorted.size(); begin += rows_at_once) {
        rows.clear();
        const std::size_t count = std::min(rows_at_once, sorted.size() - begin);
        for (const counted_path& each : std::span(sorted).subspan(begin, count)) {
            const auto values = paths.values(each.path);
            path_mart_row& row = rows.emplace_back();
            row.conversion_name = names[values.front()];
            row.currency = texts.text_of(each.currency);
            for (const text_number channel : values.subspan(1))
                row.path.emplace_back(texts.text_of(channel));
            paths.for_each_currency(each.path, [&](text_number currency, const path_sums& sums) {
                if (currency == each.currency) put_sums(sums, row);
            });
        }
        take(rows);
    }
}

}  // namespace attrib
