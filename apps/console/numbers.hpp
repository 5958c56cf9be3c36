/// @file
/// Numbers on the command line and in tables.
#pragma once

#include <boost/program_options/value_semantic.hpp>
#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/core/money.hpp>
#include <string>
#include <string_view>

namespace attrib::console {

/// Value of an option that takes a whole number from `lowest` to `highest`; anything else is a
/// wrong command line. Stored in `out`, which holds the default before; --help shows that as
/// `default_text`, if any. `name` is for the message.
[[nodiscard]] boost::program_options::typed_value<std::int64_t>* whole_number(
    std::int64_t& out, std::string name, std::int64_t lowest, std::int64_t highest,
    std::string default_text = {});

/// The same for a real number, e.g. a rate from 0 to 1.
[[nodiscard]] boost::program_options::typed_value<double>* real_number(double& out,
                                                                       std::string name,
                                                                       double lowest,
                                                                       double highest);

/// Bytes from `512M`, `2G`, `800K` (powers of 1024) or a plain number. Errors: invalid_option,
/// naming `option`, when it is none of these or over 2^60.
[[nodiscard]] result<std::uint64_t> byte_size(std::string_view option, std::string_view text);

/// `1234567` as `1,234,567`.
[[nodiscard]] std::string grouped(std::int64_t number);
[[nodiscard]] std::string grouped(std::uint64_t number);

/// `1,234,567.50`.
[[nodiscard]] std::string grouped(const money_sum& sum);

}  // namespace attrib::console
