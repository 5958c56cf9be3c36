#include <libattrib/ingest/detail/path_source.hpp>

#include <fmt/format.h>

#include <libattrib/core/hash.hpp>
#include <libattrib/ingest/source_identity.hpp>

namespace attrib::detail {
namespace {

bool is_in_ledger(connection& on, const std::string& identity) {
    const identity_range shifted = shifted_identities(identity);
    return on
        .run(
            "select exists (select from ingest_batches where source = $1) or exists (select from "
            "ingest_batches where source >= $2 and source < $3)",
            {identity, shifted.from, shifted.to})
        .boolean(0, 0);
}

}  // namespace

bool is_same_source(const followed_source& known, const path_file& file, const std::string& fresh,
                    bool is_shifted) {
    const std::string base = without_shift(known.source);
    if (known.last.end == 0 || (base != known.source) != is_shifted) return false;
    if (known.last.mark) return file.holds(known.last.end, *known.last.mark);
    // Versions before this one kept no marks.
    return (base == fresh || base.starts_with(fresh + ":")) && file.size >= known.last.end;
}

path_source::path_source(const stream_options& options, std::string name, std::string given,
                         std::unique_ptr<live_source> bytes, path_file file, std::string identity)
    : event_source(std::move(name), std::move(bytes)),
      options_(options),
      given_(std::move(given)),
      file_(std::move(file)),
      identity_(std::move(identity)) {}

std::optional<std::string> path_source::identity(connection& on, const event_chunk& first) {
    std::string found = identity_;
    if (found.empty()) {
        const content_mark mark = mark_of(first.text);
        begun_ = {{}, file_.path, false, {.end = first.end, .mark = mark}};
        found = find(on, first);
        // Of which source the rows are only a copy can tell then.
        if (file_.may_change && !file_.holds(first.end, mark)) return std::nullopt;
    }
    return options_.shift_to_now ? without_shift(found) : found;
}

// The source whose bytes the file holds, or a new one.
std::string path_source::find(connection& on, const event_chunk& first) const {
    const std::string fresh = bounded_identity(
        fmt::format("follow:{}:{}:{:016x}", file_.path, file_.inode, hash_of(first.text)));
    for (const followed_source& known : followed_sources(on, {file_.path, given_}))
        if (is_same_source(known, file_, fresh, options_.shift_to_now)) return known.source;
    std::string identity = fresh;
    for (int i = 2; is_in_ledger(on, identity); ++i) identity = fmt::format("{}:{}", fresh, i);
    return identity;
}

// What was read belongs to this source, whatever the file holds when the connection comes back.
void path_source::taken(connection& on, const std::string& identity, bool is_new) {
    begin_followed(on, identity, {file_.path, given_});
    identity_ = begun_.source = identity;
    if (is_new && on_new_) on_new_();
}

}  // namespace attrib::detail
