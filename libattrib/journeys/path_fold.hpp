/// @file
/// Folds journeys into paths, their lengths or the days that they took, on all cores.
#pragma once

#include <cstdint>
#include <libattrib/attribution/shared_path_table.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/journeys/path_question.hpp>
#include <libattrib/journeys/path_texts.hpp>
#include <map>
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
        : asked_(asked), by_(by), threads_(threads), paths_(most_bytes, too_many_paths()) {}

    /// REQUIRES: blocks of days within the question's, each of them once, with its columns; those
    /// of one call are of one dictionary. Throws failure (invalid_option) when paths take more than
    /// `most_bytes`; the fold is of no use then.
    void add(const std::vector<shared_block>& blocks);

    using place = shared_path_table::place;

    template <class Visit>
    void for_each(const Visit& visit) const {
        paths_.for_each(visit);
    }

    [[nodiscard]] std::size_t size() const noexcept { return paths_.size(); }

    /// Numbers of `texts`, or the length or days.
    [[nodiscard]] std::span<const text_number> values(place of) const noexcept {
        return paths_.values(of);
    }

    /// Calls `visit(currency, sums)` with numbers of `texts`.
    template <class Visit>
    void for_each_currency(place of, const Visit& visit) const {
        paths_.for_each_currency(of, visit);
    }

    /// Over all currencies.
    [[nodiscard]] std::uint64_t conversions(place of) const noexcept {
        return paths_.conversions(of);
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

    [[nodiscard]] static error too_many_paths();

    const path_question& asked_;
    path_key by_;
    unsigned threads_;
    path_texts texts_;
    shared_path_table paths_;
};

}  // namespace attrib
