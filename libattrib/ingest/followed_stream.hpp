/// @file
/// Following a path: the file that has it now, and what was rotated away from it.
#pragma once

#include <libattrib/ingest/stream_source.hpp>
#include <string>

namespace attrib {

/// Streams what is appended to a file until interrupted. The file is known by the bytes before the
/// last position in the ledger, whatever its inode: one with other bytes there is another file, and
/// is read from its beginning. Before that, the rest of the old one is looked for beside it
/// (rotated_copies) and read, then numbered copies that were written since: files that had the path
/// while nobody looked. Where no copy is found, says which rows may be missing. Throws failure as
/// stream_source does, but for interrupted.
void follow_path(stream_run& run, const std::string& path);

}  // namespace attrib
