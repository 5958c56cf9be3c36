/// @file
/// Paths in order, a page at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/journeys/path_fold.hpp>
#include <libattrib/journeys/path_question.hpp>
#include <optional>
#include <vector>

namespace attrib {

/// The place of a path among others, whichever fold has it.
struct path_place {
    std::uint64_t conversions = 0;
    std::uint64_t digest = 0;  ///< of the path's texts

    friend bool operator==(const path_place&, const path_place&) = default;
};

struct path_page_request {
    path_selection which{};
    std::optional<path_place> after{};  ///< nothing: the first page
    std::size_t limit = 0;
};

/// By conversions, most first, then by the bytes of values, null and the shorter path first.
struct path_page {
    std::vector<path_fold::place> paths;
    std::optional<path_place> next;  ///< of the last of `paths` where others come after it
    std::size_t all = 0;             ///< paths of attributed conversions
    std::size_t selected = 0;        ///< paths on all pages
    std::uint64_t selected_conversions = 0;
};

/// A place whose path has another number of conversions by now is where it would be with the old
/// number; one whose path is gone comes before all paths with that number, so that none is left
/// out. REQUIRES: a fold by values; a dimension of one column where `which` has values.
[[nodiscard]] path_page page_of(const path_fold& fold, const path_page_request& asked);

}  // namespace attrib
