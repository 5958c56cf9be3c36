/// @file
/// The command line of attrib-attribute.
#pragma once

#include <apps/attribute/path_flags.hpp>
#include <apps/console/attribution_flags.hpp>
#include <apps/console/channel_flags.hpp>
#include <apps/console/channel_totals.hpp>
#include <apps/console/map_flags.hpp>
#include <boost/program_options/options_description.hpp>
#include <libattrib/attribution/rows.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
struct attribute_options {
    std::string output;
    std::string tables = "int_sessions,mart_first_click,mart_last_click,mart_channel_daily";
    std::string compare;
    std::string rejects;
    std::string memory;
    bool json = false;
    console::attribution_flags attribution;
    console::channel_flags channels;
    console::map_flags map;
    path_flags paths;

    void add_to(boost::program_options::options_description& out);

    /// The tables of --tables. Throws failure (invalid_option) for a name that is none.
    [[nodiscard]] std::vector<table> table_list() const;

    /// The two models of --compare, those of `known`. Throws failure (bad_models, invalid_option).
    [[nodiscard]] console::compared_models compared(const model_list& known) const;

    /// Bytes that events may take of --memory, 0 for no limit. Throws failure
    /// (invalid_option).
    [[nodiscard]] std::size_t event_memory() const;

    /// Bytes that the paths of mart_paths may take of --memory, 0 for no limit. Throws as
    /// event_memory.
    [[nodiscard]] std::size_t path_memory() const;
};

}  // namespace attrib
