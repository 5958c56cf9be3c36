#include <algorithm>
#include <atomic>
#include <libattrib/core/threads.hpp>
#include <libattrib/journeys/value_fold.hpp>
#include <tuple>

namespace attrib {
namespace {

constexpr char small_letter(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

using counts_by_number = std::vector<std::int64_t>;

// Sessions of all blocks by the number of their value.
counts_by_number count_values(const std::vector<shared_sessions>& blocks, touch_column column,
                              std::size_t values, unsigned threads) {
    std::vector<counts_by_number> parts(threads, counts_by_number(values));
    std::atomic<std::size_t> next{0};
    run_on_threads(threads, [&](unsigned thread) {
        for (std::size_t i = next++; i < blocks.size(); i = next++)
            for (const text_number each : blocks[i]->values[static_cast<std::size_t>(column)])
                ++parts[thread][each];
    });
    for (unsigned thread = 1; thread < threads; ++thread)
        std::ranges::transform(parts[0], parts[thread], parts[0].begin(), std::plus<>());
    return std::move(parts[0]);
}

}  // namespace

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), small_letter);
    return lower;
}

bool contains_ignoring_case(std::string_view text, std::string_view lower_part) noexcept {
    const auto found =
        std::search(text.begin(), text.end(), lower_part.begin(), lower_part.end(),
                    [](char letter, char lower) { return small_letter(letter) == lower; });
    return lower_part.empty() || found != text.end();
}

void value_fold::add(const std::vector<shared_sessions>& blocks) {
    if (blocks.empty()) return;
    const std::shared_ptr<dictionary>& texts = blocks.front()->texts;
    const std::vector<std::string_view> values = texts->texts_while_shared();
    const counts_by_number counts = count_values(blocks, column_, values.size(), threads_);
    std::vector<std::vector<value_count>> found(threads_);
    run_on_threads(threads_, [&](unsigned thread) {
        const std::size_t end = values.size() * (thread + 1) / threads_;
        for (std::size_t i = values.size() * thread / threads_; i < end; ++i)
            if (counts[i] != 0 && contains_ignoring_case(values[i], search_))
                found[thread].push_back({values[i], counts[i]});
    });
    for (const auto& each : found) found_.insert(found_.end(), each.begin(), each.end());
    texts_.push_back(texts);
    if (texts_.size() > 1) merge();
}

// Values of several dictionaries that are the same.
void value_fold::merge() {
    std::ranges::sort(found_, {}, &value_count::value);
    std::vector<value_count> merged;
    for (const value_count& each : found_) {
        if (merged.empty() || merged.back().value != each.value)
            merged.push_back(each);
        else
            merged.back().sessions += each.sessions;
    }
    found_ = std::move(merged);
}

std::vector<value_count> value_fold::most(std::size_t limit) {
    const auto end = found_.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found_.size()));
    std::ranges::partial_sort(found_, end, {}, [](const value_count& each) {
        return std::tuple(-each.sessions, each.value);
    });
    return {found_.begin(), end};
}

}  // namespace attrib
