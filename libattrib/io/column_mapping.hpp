/// @file
/// Which column of a file is which column of an event.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/event/event.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// `--map column=name` pairs: the file's column and the canonical name it stands for; an empty name
/// says that the column is to be ignored.
using column_renames = std::vector<std::pair<std::string, std::string>>;

struct mapped_column {
    std::size_t position;  ///< place in the file's rows, from 0
    column target;
};

struct column_mapping {
    std::size_t width = 0;               ///< columns in the header
    std::vector<mapped_column> columns;  ///< in the order of the file
    std::vector<std::string> ignored;    ///< names of the others
};

/// Whether a carriage return stands in the text that no line feed follows: lines that end as on
/// classic Mac OS, which are not read.
[[nodiscard]] bool has_bare_carriage_return(std::string_view text) noexcept;

/// What to say of such a file.
inline constexpr std::string_view carriage_return_lines =
    "its lines end in carriage returns only; convert it: tr '\\r' '\\n' <FILE >NEW_FILE";

/// What a name of a file stands for.
struct named_column {
    column target;
    bool is_weak = false;  ///< an alias that counts only where the column's own name is missing
};

/// The column that a name of a file stands for, compared without case: renames first, then
/// canonical names and the aliases `page` (page_location), `client_id` and `clientId`
/// (user_pseudo_id), and the weak ones `utm_source`, `utm_medium`, `utm_campaign`.
[[nodiscard]] std::optional<named_column> target_of(std::string_view name,
                                                    const column_renames& renames);

/// Maps a header as target_of does. Errors: not_event_csv (a required column is missing, two
/// columns map to one, or lines end in carriage returns only), bad_mapping (a rename of a column
/// that is not there or to an unknown column). Messages do not name the file.
[[nodiscard]] result<column_mapping> map_columns(std::span<const std::string_view> header,
                                                 const column_renames& renames);

}  // namespace attrib
