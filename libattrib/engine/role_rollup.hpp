/// @file
/// mart_roles while it is being added up.
#pragma once

#include <cstdint>
#include <libattrib/attribution/path_roles.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/attribution/touch.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/hash.hpp>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace attrib {

/// Roles by conversion name and channel, by their numbers. One a thread, merged at the end.
class role_rollup {
   public:
    /// Adds the path of a conversion: its touchpoints in order of time; none: nothing. `name` is
    /// the place of the conversion name.
    void add(std::uint32_t name, std::span<const touch> touches);
    void add(const role_rollup& other);

    /// Sorted by conversion name, then by influenced conversions, most first, then by channel, text
    /// byte by byte. `names` are the conversion names by their places, `texts` has the numbers of
    /// channels.
    [[nodiscard]] std::vector<role_row> rows(const std::vector<std::string>& names,
                                             const dictionary& texts) const;

   private:
    struct key_hash {
        std::size_t operator()(std::uint64_t key) const noexcept { return mix(key); }
    };

    std::unordered_map<std::uint64_t, role_tally, key_hash> tallies_;  // by name and channel
    std::uint64_t paths_ = 0;
};

}  // namespace attrib
