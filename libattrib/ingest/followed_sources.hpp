/// @file
/// The table followed_files: which sources of the ledger a followed path has had.
#pragma once

#include <libattrib/ingest/ledger.hpp>
#include <string>
#include <vector>

namespace attrib {

/// What a followed file is called.
struct followed_name {
    std::string path;   ///< without links
    std::string given;  ///< as the user gave it, absolute; a link may lead elsewhere later
};

/// A file that once had the path, and how far the ledger has it.
struct followed_source {
    std::string source;  ///< in the ledger
    std::string path;
    bool is_over = false;  ///< nothing more of it is expected
    loaded_part last{};    ///< the last part that is loaded; none: `end` is 0
};

/// Those that had one of the names, the last one first: all that are not over, and the last of
/// those that are.
[[nodiscard]] std::vector<followed_source> followed_sources(connection& on,
                                                            const followed_name& name);

/// Adds one, or says again that more of it is expected, by that name.
void begin_followed(connection& on, const std::string& source, const followed_name& name);

/// Nothing more of it is expected.
void end_followed(connection& on, const std::string& source);

}  // namespace attrib
