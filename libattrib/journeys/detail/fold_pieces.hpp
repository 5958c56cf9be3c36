/// @file
/// Folds blocks of journeys on several threads, a piece of a block at a time.
#pragma once

#include <algorithm>
#include <atomic>
#include <libattrib/core/threads.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <vector>

namespace attrib {

/// Conversions that a thread takes at a time.
inline constexpr std::size_t piece_conversions = 8192;

/// Has partial folds add all conversions, each by `add(block, begin, end)` of one of them. Returns
/// the partial folds, one per thread, each made by `make`; none where there are no conversions.
template <class Make>
[[nodiscard]] auto fold_pieces(const std::vector<shared_block>& blocks, unsigned most_threads,
                               const Make& make) {
    struct piece {
        const journey_block* block;
        std::size_t begin;
    };
    std::vector<piece> pieces;
    for (const shared_block& each : blocks)
        for (std::size_t begin = 0; begin < each->conversions.size(); begin += piece_conversions)
            pieces.push_back({each.get(), begin});
    const auto threads =
        static_cast<unsigned>(std::min<std::size_t>(most_threads, (pieces.size() + 1) / 2));
    std::vector<decltype(make())> folds;
    for (unsigned i = 0; i < threads; ++i) folds.push_back(make());
    std::atomic<std::size_t> next{0};
    run_on_threads(threads, [&](unsigned thread) {
        for (std::size_t i = next++; i < pieces.size(); i = next++) {
            const auto& [block, begin] = pieces[i];
            folds[thread].add(*block, begin,
                              std::min(begin + piece_conversions, block->conversions.size()));
        }
    });
    return folds;
}

/// The dictionary that numbers the texts of all blocks. REQUIRES: there is a block.
[[nodiscard]] inline const dictionary& texts_of(const std::vector<shared_block>& blocks) noexcept {
    return *blocks.front()->texts;
}

}  // namespace attrib
