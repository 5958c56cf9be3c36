#include <libattrib/journeys/path_page.hpp>

#include <algorithm>
#include <cassert>
#include <libattrib/core/hash.hpp>

namespace attrib {
namespace {

// A selection in the numbers of a fold.
class selected_paths {
   public:
    selected_paths(const path_selection& which, const path_fold& fold)
        : which_(which), columns_(fold.column_count()) {
        assert(columns_ == 1 || !which.has_values());
        const auto number_of = [&](const std::string& text) { return fold.texts().find(text); };
        for (const std::string& each : which.contains) contains_.push_back(number_of(each));
        if (which.starts_with) first_ = number_of(*which.starts_with);
        if (which.ends_with) last_ = number_of(*which.ends_with);
    }

    [[nodiscard]] bool has(std::span<const text_number> values) const {
        const std::size_t length = values.size() / columns_;
        return length > 0 && length >= which_.min_length.value_or(1) &&
               length <= which_.max_length.value_or(length) &&
               (!which_.starts_with || first_ == values.front()) &&
               (!which_.ends_with || last_ == values.back()) &&
               std::ranges::all_of(contains_, [&](const std::optional<text_number>& each) {
                   return each && std::ranges::find(values, *each) != values.end();
               });
    }

   private:
    const path_selection& which_;
    std::size_t columns_;
    std::vector<std::optional<text_number>> contains_;  // nothing: on no path
    std::optional<text_number> first_;
    std::optional<text_number> last_;
};

// Places of numbers among all, by the bytes of their texts.
std::vector<std::uint32_t> ranks_of(const std::vector<std::string_view>& texts) {
    std::vector<std::uint32_t> order(texts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::ranges::sort(order, {}, [&](std::uint32_t number) { return texts[number]; });
    std::vector<std::uint32_t> ranks(texts.size());
    for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<std::uint32_t>(i);
    return ranks;
}

class path_digester {
   public:
    explicit path_digester(const std::vector<std::string_view>& texts) {
        for (const std::string_view each : texts) hashes_.push_back(hash_of(each));
    }

    [[nodiscard]] std::uint64_t operator()(std::span<const text_number> values) const {
        std::uint64_t digest = values.size();
        for (const text_number each : values) digest = mix(digest ^ hashes_[each]);
        return digest;
    }

   private:
    std::vector<std::uint64_t> hashes_;
};

struct counted_path {
    std::uint64_t conversions;
    path_fold::place path;
};

// Tells which of two paths comes first.
class path_order {
   public:
    explicit path_order(const path_fold& fold)
        : fold_(fold), ranks_(ranks_of(fold.texts().all())) {}

    [[nodiscard]] bool operator()(const counted_path& a, const counted_path& b) const {
        if (a.conversions != b.conversions) return a.conversions > b.conversions;
        return std::ranges::lexicographical_compare(
            fold_.values(a.path), fold_.values(b.path), {},
            [this](text_number number) { return ranks_[number]; },
            [this](text_number number) { return ranks_[number]; });
    }

   private:
    const path_fold& fold_;
    std::vector<std::uint32_t> ranks_;
};

// Takes out what the pages before showed.
void leave_out_shown(std::vector<counted_path>& found, const path_fold& fold,
                     const path_order& is_before, const path_place& after) {
    const path_digester digest_of(fold.texts().all());
    std::optional<counted_path> last;
    for (const counted_path& each : found)
        if (digest_of(fold.values(each.path)) == after.digest)
            if (!last || each.conversions == after.conversions)
                last = counted_path{after.conversions, each.path};
    std::erase_if(found, [&](const counted_path& each) {
        return last ? !is_before(*last, each) : each.conversions > after.conversions;
    });
}

}  // namespace

path_page page_of(const path_fold& fold, const path_page_request& asked) {
    const selected_paths selected(asked.which, fold);
    std::vector<counted_path> found;
    path_page page;
    fold.for_each([&](path_fold::place path) {
        if (!fold.values(path).empty()) ++page.all;
        if (!selected.has(fold.values(path))) return;
        found.push_back({fold.conversions(path), path});
        page.selected_conversions += found.back().conversions;
    });
    page.selected = found.size();
    const path_order is_before(fold);
    if (asked.after) leave_out_shown(found, fold, is_before, *asked.after);
    const std::size_t shown = std::min(asked.limit, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown),
                      found.end(), is_before);
    for (std::size_t i = 0; i < shown; ++i) page.paths.push_back(found[i].path);
    if (shown > 0 && shown < found.size()) {
        const counted_path& last = found[shown - 1];
        page.next =
            path_place{last.conversions, path_digester(fold.texts().all())(fold.values(last.path))};
    }
    return page;
}

}  // namespace attrib
