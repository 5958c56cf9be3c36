/// @file
/// Which column of a file is which column of an event.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/reading_options.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

struct mapped_column {
    std::size_t position;  ///< place in the file's rows, from 0
    column target;
};

/// A column whose values, when there are any, say that a click identifier of that kind came.
struct click_id_column {
    std::size_t position;
    std::string_view kind;  ///< gclid, for example
};

struct column_mapping {
    std::size_t width = 0;               ///< columns in the header
    std::vector<mapped_column> columns;  ///< in the order of the file
    std::vector<std::string> ignored;    ///< names of the others
    column_constants constants;          ///< of columns that the file lacks
    std::vector<click_id_column> click_ids;
    bool is_value_doubtful = false;  ///< event_value is GA4's parameter, which need be no amount
    column_renames unmatched;        ///< renames of columns that the header has not
    std::string header_text;         ///< the header's names, printably, where there are such
};

/// Whether a carriage return stands in the text that no line feed follows: lines that end as on
/// classic Mac OS, which are not read.
[[nodiscard]] bool has_bare_carriage_return(std::string_view text) noexcept;

/// What to say of such a file.
inline constexpr std::string_view carriage_return_lines =
    "its lines end in carriage returns only; convert it: tr '\\r' '\\n' <FILE >NEW_FILE";

/// Names, in lower case, that stand for columns besides their own.
[[nodiscard]] std::span<const std::string_view> column_aliases() noexcept;

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

/// Maps a header as target_of does; after that, in the way of weak aliases, come the fields of
/// GA4's export as flattened names (`device.category`). Constants are of columns that are not there
/// otherwise. Errors: not_event_csv (a required column is missing, two columns map to one, or lines
/// end in carriage returns only), bad_mapping (a rename to an unknown column; the required column
/// that is missing was to come from a rename). Messages do not name the file.
[[nodiscard]] result<column_mapping> map_columns(std::span<const std::string_view> header,
                                                 const reading_options& reading = {});

/// How many of the names stand for something.
[[nodiscard]] std::size_t count_known(std::span<const std::string_view> header,
                                      const column_renames& renames);

/// Leaves of some renames those that are among others, too.
void keep_common(column_renames& some, const column_renames& others);

/// The names as a sentence lists them, the first twenty.
[[nodiscard]] std::string listed_names(std::span<const std::string_view> names);

/// What to say of a rename of a column that is not there; `header_text` says what is. `where` is
/// the file, or empty.
[[nodiscard]] error no_such_column(const std::string& where,
                                   const column_renames::value_type& rename,
                                   std::string_view header_text);

}  // namespace attrib
