/// @file
/// What users say of files that the files do not say themselves.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/core/time_zone.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/event/host.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// `--map column=name` pairs: the file's column and the canonical name it stands for; an empty name
/// says that the column is to be ignored.
using column_renames = std::vector<std::pair<std::string, std::string>>;

/// `--set column=value` pairs: values of columns that a file lacks, or a row of JSON.
using column_constants = std::vector<std::pair<column, std::string>>;

struct reading_options {
    column_renames renames{};
    column_constants constants{};
    std::vector<std::string> null_texts{};  ///< more texts that are null, besides `is_null_text`
    std::optional<char> delimiter{};        ///< of CSV; when not given, the header tells
    time_unit unit = time_unit::unstated;
    std::optional<time_zone> zone{};  ///< of times without an offset; when not given, rejected
    host_list own_hosts{};            ///< whose pages are the site's own, as referrers
};

/// The delimiter of that name: one character of ASCII, or `tab`. Errors: invalid_option (letters,
/// digits, quotes, spaces and line ends delimit nothing).
[[nodiscard]] result<char> delimiter_named(std::string_view name);

/// `s`, `ms` or `us`. Errors: invalid_option.
[[nodiscard]] result<time_unit> time_unit_named(std::string_view name);

/// Adds a constant. Errors: bad_mapping (no such column, the column twice, an empty or too long
/// value, one that is not UTF-8 or no amount; user_pseudo_id and event_timestamp, which no two
/// events need share).
[[nodiscard]] result<void> add_constant(column_constants& constants, std::string_view name,
                                        std::string_view value);

/// Adds a rename. Errors: bad_mapping (no column of an event, the same name twice).
[[nodiscard]] result<void> add_rename(column_renames& renames, std::string_view from,
                                      std::string_view to);

/// Adds a host of the site, see host_list. Errors: invalid_option.
[[nodiscard]] result<void> add_own_host(host_list& hosts, std::string_view host);

/// The options as text, the same for options by which the same rows have the same values; empty
/// when none is given. Own hosts are not in it: they change no value of a column.
[[nodiscard]] std::string text_of(const reading_options& options);

}  // namespace attrib
