/// @file
/// --map column=name: which column of a file is which column of an event.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <string>
#include <vector>

namespace attrib::console {

/// Must stay where it is from `add_to` until the command line is parsed.
class map_flags {
   public:
    map_flags() = default;
    map_flags(const map_flags&) = delete;
    map_flags& operator=(const map_flags&) = delete;

    void add_to(boost::program_options::options_description& options);

    /// What was given. Errors: bad_mapping (no `=`, a name that is no column of an event, a column
    /// twice).
    [[nodiscard]] result<column_renames> renames() const;

   private:
    std::vector<std::string> maps_;
};

}  // namespace attrib::console
