/// @file
/// How files are read: which column is which, and what they do not say themselves.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/io/reading_options.hpp>
#include <string>
#include <vector>

namespace attrib::console {

/// --map, --set, --null, --delimiter, --time-unit, --input-timezone, --own-host, and --mapping, a
/// file of all of these. Must stay where it is from `add_to` until the command line is parsed.
class map_flags {
   public:
    map_flags() = default;
    map_flags(const map_flags&) = delete;
    map_flags& operator=(const map_flags&) = delete;

    void add_to(boost::program_options::options_description& options);

    /// What was given; flags win over the file. Errors: bad_mapping (no `=`, a name that is no
    /// column of an event, a column twice), invalid_option, unknown_time_zone; those of
    /// read_mapping_file.
    [[nodiscard]] result<reading_options> reading() const;

    /// Files that are read for it.
    [[nodiscard]] std::vector<std::string> files() const;

   private:
    std::vector<std::string> maps_;
    std::vector<std::string> constants_;
    std::vector<std::string> null_texts_;
    std::vector<std::string> own_hosts_;
    std::string delimiter_;
    std::string unit_;
    std::string zone_;
    std::string mapping_file_;
};

}  // namespace attrib::console
