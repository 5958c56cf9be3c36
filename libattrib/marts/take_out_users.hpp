/// @file
/// Takes users out of all tables that attribution makes.
#pragma once

#include <libattrib/attribution/options.hpp>
#include <libattrib/attribution/touch.hpp>
#include <libattrib/postgres/connection.hpp>
#include <span>
#include <string>

namespace attrib {

/// Deletes the users' rows of the tables by user and takes what they add off the summed tables.
/// `options` and `touches` are what the tables were made with. REQUIRES: a transaction on `on`.
/// Throws what connection throws.
void take_out_users(connection& on, const attribution_options& options,
                    const touch_classifier& touches, std::span<const std::string> users);

}  // namespace attrib
