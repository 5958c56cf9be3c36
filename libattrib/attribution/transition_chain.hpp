/// @file
/// The Markov chain of counted transitions between values, and what it says (docs/models.md).
#pragma once

#include <cstdint>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/error.hpp>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace attrib {

/// States are values of a dimension.
struct removal_effects {
    std::vector<std::string> values;  ///< of the states, sorted by bytes; empty: null
    markov_chain chain;
    markov_effects solved;

    /// 0 for a value that no journey has.
    [[nodiscard]] std::uint64_t effect_of(std::string_view value) const noexcept;
};

/// Adds up transitions of one conversion name and dimension over days. Not thread-safe.
class transition_chain {
   public:
    /// Name, day and dimension of the row do not matter. Its texts must outlive the chain.
    void add(const transition_row& row);

    /// The values that journeys have, sorted by bytes.
    [[nodiscard]] std::vector<std::string> values() const;

    /// Errors: as those of attrib::solve.
    [[nodiscard]] result<removal_effects> solve() const;

   private:
    using transition = std::tuple<transition_kind, std::string_view, std::string_view>;

    std::map<transition, std::uint64_t> journeys_;  // by kind, from and to
};

}  // namespace attrib
