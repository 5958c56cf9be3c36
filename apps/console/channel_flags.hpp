/// @file
/// --channel-rules and --channel-sources: the user's own tables in the place of the default ones.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <string>
#include <vector>

namespace attrib::console {

/// Must stay where it is from `add_to` until the command line is parsed.
class channel_flags {
   public:
    channel_flags() = default;
    channel_flags(const channel_flags&) = delete;
    channel_flags& operator=(const channel_flags&) = delete;

    void add_to(boost::program_options::options_description& options);

    /// The rules to work with. Errors: bad_rules, file_not_found, file_unreadable.
    [[nodiscard]] result<channel_rules> rules() const;

    /// The files that `rules` reads; empty where none is given.
    [[nodiscard]] std::vector<std::string> files() const { return {rules_file_, sources_file_}; }

   private:
    std::string rules_file_;
    std::string sources_file_;
};

}  // namespace attrib::console
