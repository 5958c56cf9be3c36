/// @file
/// What came of a stream: its summary, and whether that is a success.
#pragma once

#include <libattrib/ingest/stream.hpp>
#include <string>

namespace attrib {

void print(const stream_status& done, bool as_json);

/// Throws failure (interrupted) where more was to come: a script must not take a part for the
/// whole. `source`: the name that was given to a pipe.
void throw_if_interrupted(const stream_status& done, const std::string& path,
                          const std::string& source);

/// Throws failure (nothing_accepted); not where a file is followed, which may yet bring what is
/// right.
void check_accepted(const stream_status& done, const std::string& path, bool follows);

}  // namespace attrib
