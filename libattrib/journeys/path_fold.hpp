/// @file
/// Folds journeys into paths, their lengths or the days that they took, on all cores.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/journeys/path_question.hpp>
#include <libattrib/journeys/path_table.hpp>
#include <libattrib/journeys/path_texts.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// What conversions are grouped by.
enum class path_key : std::uint8_t {
    values,  ///< of each touchpoint one number per column of the dimension
    length,  ///< one number: of touchpoints
    days,    ///< one number: whole days from the first touchpoint to the conversion
};

/// Sums of one currency.
struct path_totals {
    path_sums attributed;
    path_sums unattributed;

    friend bool operator==(const path_totals&, const path_totals&) = default;
};

/// By currency; nothing: conversions without one.
using currency_totals = std::map<std::optional<std::string>, path_totals>;

/// Adds paths up, block by block. The empty path is that of unattributed conversions. Not
/// thread-safe; uses threads of its own.
class path_fold {
   public:
    /// `asked` must outlive it. `threads` is at least 1.
    path_fold(const path_question& asked, path_key by, unsigned threads,
              std::size_t most_bytes = std::size_t{256} << 20)
        : asked_(asked), by_(by), threads_(threads), most_bytes_(most_bytes) {}

    /// REQUIRES: blocks of days within the question's, each of them once, with its columns; those
    /// of one call are of one dictionary. Throws failure (invalid_option) when paths take more than
    /// `most_bytes`; the fold is of no use then.
    void add(const std::vector<shared_block>& blocks);

    /// A path's place; other ones after an `add`.
    struct place {
        std::uint32_t table = 0;
        std::uint32_t path = 0;
    };

    template <class Visit>
    void for_each(const Visit& visit) const {
        for (std::uint32_t i = 0; i < table_count; ++i)
            for (std::uint32_t path = 0; path < tables_[i].paths.size(); ++path)
                visit(place{i, path});
    }

    [[nodiscard]] std::size_t size() const noexcept;

    /// Numbers of `texts`, or the length or days.
    [[nodiscard]] std::span<const text_number> values(place of) const noexcept {
        return tables_[of.table].paths.values(of.path);
    }

    /// Calls `visit(currency, sums)` with numbers of `texts`.
    template <class Visit>
    void for_each_currency(place of, const Visit& visit) const {
        tables_[of.table].paths.for_each_currency(of.path, visit);
    }

    /// Over all currencies.
    [[nodiscard]] std::uint64_t conversions(place of) const noexcept {
        return tables_[of.table].paths.conversions(of.path);
    }

    [[nodiscard]] const path_texts& texts() const noexcept { return texts_; }

    /// Of all paths.
    [[nodiscard]] currency_totals totals() const;

    /// Numbers of a path per touchpoint.
    [[nodiscard]] std::size_t column_count() const noexcept {
        return by_ == path_key::values ? facts_of(asked_.by).column_count : 1;
    }

   private:
    friend class path_feeder;

    static constexpr unsigned table_bits = 6;
    static constexpr std::uint32_t table_count = 1U << table_bits;

    // Threads fill tables side by side, each path's the one that its hash says.
    struct locked_table {
        std::mutex mutex;
        path_table paths;
    };

    const path_question& asked_;
    path_key by_;
    unsigned threads_;
    path_texts texts_;
    std::array<locked_table, table_count> tables_;
    std::size_t most_bytes_;
    std::atomic<std::size_t> bytes_{0};  // of all tables
};

}  // namespace attrib
