/// @file
/// What one thread reads of paths, as far as a question needs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/attribution/markov_order.hpp>
#include <libattrib/attribution/path_log.hpp>
#include <libattrib/attribution/path_question.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/io/path_parser.hpp>
#include <optional>
#include <vector>

namespace attrib {

/// Two cache lines, as processors fetch them in pairs: collectors of several threads stand side by
/// side, and each writes its counts for every path.
inline constexpr std::size_t path_collector_alignment = 128;

/// Counts the steps of the Markov chain as paths come, and keeps paths only where a model shares
/// their conversions: without one it takes as much memory for any number of paths. Not thread-safe.
class alignas(path_collector_alignment) path_collector {
   public:
    /// `channels` numbers the channels and must outlive the collector.
    path_collector(dictionary& channels, const path_question& asked);

    /// Throws failure (too_large) when the visits of all its journeys reach 2^64.
    void add(const path_row& taken);

    [[nodiscard]] std::uint64_t conversions() const noexcept { return conversions_; }
    [[nodiscard]] std::uint64_t ends() const noexcept { return ends_; }
    [[nodiscard]] const money_sum& value() const noexcept { return value_; }

    /// Touches of all journeys.
    [[nodiscard]] std::uint64_t visits() const noexcept { return visits_; }

    /// Channels have their number in the dictionary less 1, as no channel is the empty text.
    [[nodiscard]] const path_log& log() const noexcept { return log_; }

    /// REQUIRES: the question sees effects.
    [[nodiscard]] const chain_builder& chain() const { return *chain_; }

   private:
    dictionary_reader numbers_;
    bool keeps_paths_;
    path_log log_;
    std::optional<chain_builder> chain_;
    std::vector<std::uint32_t> path_;  // that is added
    std::uint64_t conversions_ = 0;
    std::uint64_t ends_ = 0;
    std::uint64_t visits_ = 0;
    money_sum value_;
};

}  // namespace attrib
