#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/ingest/followed_sources.hpp>
#include <libattrib/ingest/followed_stream.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <libattrib/io/followed_file.hpp>
#include <libattrib/io/rotated_copies.hpp>

namespace attrib {
namespace {

// A file as far as it takes to find it in the ledger.
struct candidate {
    std::string path;  // that it has or had, without links
    std::uint64_t inode = 0;
    std::uint64_t size = 0;  // 0: unknown
    std::function<bool(std::uint64_t, const content_mark&)> holds;
    bool may_change = false;
};

candidate candidate_of(const followed_file& file) {
    return {file.real_path(), file.inode(), file.size(),
            [&](std::uint64_t position, const content_mark& mark) {
                return file.holds(position, mark);
            },
            true};
}

// Thrown where a file no longer holds the first row that was read of it: of which source of the
// ledger the rows are only a copy can tell.
struct file_changed {};

bool is_in_ledger(connection& on, const std::string& identity) {
    return on
        .run(
            "select exists (select from ingest_batches where source = $1) or exists (select from "
            "ingest_batches where source >= $2 and source < $3)",
            {identity, identity + ":shift=", identity + ":shift>"})
        .boolean(0, 0);
}

// As if no more than the first row were loaded.
loaded_part beginning_of(const stream_reader& reader) {
    return {.end = reader.first().end, .mark = mark_of(reader.first().text)};
}

class followed_path {
   public:
    followed_path(stream_run& run, const std::string& path)
        : run_(run),
          name_(std::filesystem::absolute(path).lexically_normal().string()),
          path_(path) {}

    void follow() {
        const auto file = followed_file::open(path_).value();
        catch_up(*file, false);
        const source_end end =
            stream(*file, candidate_of(*file), {}, [&] { catch_up(*file, true); });
        if (end == source_end::replaced) read_to_end_ = claimed_;
    }

   private:
    // `identity` is found by what the file holds where it is empty; `on_new` is called when the
    // ledger has nothing of it yet and its first row was read.
    source_end stream(live_source& bytes, const candidate& file, std::string identity,
                      const std::function<void()>& on_new);
    claimed_source claim(connection& on, const stream_reader& reader, const candidate& file,
                         const std::string& identity, std::optional<microseconds>& shift);
    std::string identify(connection& on, const stream_reader& reader, const candidate& file);
    [[nodiscard]] bool is_same(const followed_source& known, const candidate& file,
                               const std::string& fresh) const;

    // `is_begun`: the file is the one that was begun, its source is held, and what was read of it
    // waits to be stored.
    void catch_up(const followed_file& file, bool is_begun);
    std::vector<followed_source> unfinished(const followed_file& file, bool is_begun);
    void finish(const followed_source& old, const followed_file& file, bool is_begun);
    void read_copy(const rotated_copy& copy, const std::string& path, const std::string& identity);
    void lose(const followed_source& old);

    void with_database(const std::function<void(connection&)>& work);
    void say(const std::string& message) const {
        if (run_.options.how.on_message) run_.options.how.on_message(path_ + ": " + message);
    }

    stream_run& run_;
    std::string name_;
    const std::string& path_;
    std::string claimed_;      // the source that was streamed last
    followed_source begun_;    // the file that was read last, as far as its first row
    std::string read_to_end_;  // a source whose file was replaced when all of it was read
};

source_end followed_path::stream(live_source& bytes, const candidate& file, std::string identity,
                                 const std::function<void()>& on_new) {
    std::optional<microseconds> shift;
    const auto claim_once = [&](connection& on, const stream_reader& reader) {
        if (on_new && identity.empty()) begun_ = {{}, file.path, false, beginning_of(reader)};
        claimed_source source = claim(on, reader, file, identity, shift);
        // What was read belongs to this source, whatever the file holds when the connection comes
        // back.
        identity = claimed_ = source.identity;
        if (!on_new) return source;
        begun_.source = identity;
        if (!source.progress.parts.empty()) return source;
        on_new();
        claimed_ = identity;
        return source;
    };
    try {
        return stream_source(run_, {.bytes = bytes, .name = path_}, claim_once);
    } catch (const file_changed&) {
        return source_end::cut_short;
    }
}

// Whoever had the source before may have brought it further or begun it, so that after the lock
// is taken it is looked for again.
claimed_source followed_path::claim(connection& on, const stream_reader& reader,
                                    const candidate& file, const std::string& identity,
                                    std::optional<microseconds>& shift) {
    const auto find = [&] { return identity.empty() ? identify(on, reader, file) : identity; };
    claimed_source source;
    do {
        source.lock.reset();
        source.identity = find();
        source.lock = std::make_unique<source_lock>(on, without_shift(source.identity), path_,
                                                    run_.options.how);
    } while (find() != source.identity);
    const loaded_part first = beginning_of(reader);
    if (file.may_change && identity.empty() && !file.holds(first.end, *first.mark))
        throw file_changed{};
    if (run_.options.shift_to_now) {
        source.identity = without_shift(source.identity);
        shift_to_now(on, reader, source, shift);
    }
    begin_followed(on, source.identity, {file.path, name_});
    source.progress = progress_of(on, source.identity);
    return source;
}

// The source whose bytes the file holds, or a new one.
std::string followed_path::identify(connection& on, const stream_reader& reader,
                                    const candidate& file) {
    const std::string fresh = bounded_identity(
        fmt::format("follow:{}:{}:{:016x}", file.path, file.inode, hash_of(reader.first().text)));
    for (const followed_source& known : followed_sources(on, {file.path, name_}))
        if (is_same(known, file, fresh)) return known.source;
    std::string identity = fresh;
    for (int i = 2; is_in_ledger(on, identity); ++i) identity = fmt::format("{}:{}", fresh, i);
    return identity;
}

bool followed_path::is_same(const followed_source& known, const candidate& file,
                            const std::string& fresh) const {
    const std::string base = without_shift(known.source);
    if (known.last.end == 0 || (base != known.source) != run_.options.shift_to_now) return false;
    if (known.last.mark) return file.holds(known.last.end, *known.last.mark);
    // Versions before this one kept no marks.
    return (base == fresh || base.starts_with(fresh + ":")) && file.size >= known.last.end;
}

// Called before a file is read, and again when its first row was: whatever had the name before has
// its copy by then, and what the file becomes later is noticed by that row.
void followed_path::catch_up(const followed_file& file, bool is_begun) {
    for (const followed_source& old : unfinished(file, is_begun)) {
        if (run_.options.how.is_interrupted()) return;
        finish(old, file, is_begun);
    }
}

// Sources of this path, oldest first, unless the file is one of them: then it only grew. Where all
// are over, the last one: files may have had the name after it that nobody has seen.
std::vector<followed_source> followed_path::unfinished(const followed_file& file, bool is_begun) {
    std::vector<followed_source> found;
    with_database([&](connection& on) {
        found = followed_sources(on, {file.real_path(), name_});
        const candidate now = candidate_of(file);
        if (std::ranges::any_of(found, [&](const followed_source& each) {
                return is_same(each, now, without_shift(each.source));
            }))
            found.clear();
    });
    // That a file was read of which nothing was committed is known here only.
    const auto is_stored = [&](const followed_source& each) {
        return each.source == begun_.source && each.last.end != 0;
    };
    if (begun_.last.end != 0 && !is_begun && std::ranges::none_of(found, is_stored))
        found.insert(found.begin(), {{}, begun_.path, false, begun_.last});
    std::erase_if(found, [&](const followed_source& each) {
        return each.last.end == 0 ||
               (without_shift(each.source) != each.source) != run_.options.shift_to_now ||
               (each.last.mark && file.holds(each.last.end, *each.last.mark));
    });
    const auto over = std::ranges::find_if(found, &followed_source::is_over);
    if (over != found.end()) found.erase(over == found.begin() ? over + 1 : over, found.end());
    std::ranges::reverse(found);
    return found;
}

void followed_path::finish(const followed_source& old, const followed_file& file, bool is_begun) {
    std::vector<rotated_copy> copies = rotated_copies(old.path);
    // Where a link led elsewhere since, the old file is still where it was.
    if (old.path != file.real_path()) copies.push_back({old.path, 0, {}, false});
    const auto copy = std::ranges::find_if(copies, [&](const rotated_copy& each) {
        return old.last.mark && holds(each.path, old.last.end, *old.last.mark);
    });
    if (copy == copies.end()) {
        if (!old.is_over) lose(old);
        return;
    }
    if (!old.is_over) read_copy(*copy, old.path, old.source);
    for (const rotated_copy& later : copies)
        if (later.written >= copy->written && later.is_numbered && later.inode != copy->inode &&
            later.inode != file.inode() &&
            !(is_begun && holds(later.path, begun_.last.end, *begun_.last.mark)))
            read_copy(later, old.path, {});
    if (old.source.empty())
        begun_ = {};
    else if (!old.is_over)
        with_database([&](connection& on) { end_followed(on, old.source); });
}

void followed_path::read_copy(const rotated_copy& copy, const std::string& path,
                              const std::string& identity) {
    const auto bytes = open_stored(copy.path).value();
    const std::uint64_t before = run_.status.added.read;
    claimed_.clear();
    stream(*bytes,
           {path, copy.inode, 0,
            [&](std::uint64_t position, const content_mark& mark) {
                return holds(copy.path, position, mark);
            }},
           identity, {});
    if (const std::uint64_t added = run_.status.added.read - before; added != 0)
        say(fmt::format("added {} rows that were rotated to {}", added, copy.path));
    if (!claimed_.empty() && !run_.options.how.is_interrupted())
        with_database([&](connection& on) { end_followed(on, claimed_); });
}

// No copy: it was read to its end, another machine follows its own file of that path, or rows are
// lost.
void followed_path::lose(const followed_source& old) {
    if (old.source.empty()) {
        begun_ = {};
        return say(
            "was written anew before anything of it was committed, and no copy of what it was is "
            "beside it; its rows may be missing. Where you have it, load it by attrib-load");
    }
    with_database([&](connection& on) {
        const bool is_read = old.source == read_to_end_;
        if (!is_read && holder_of(on, without_shift(old.source))) return;
        if (!is_read)
            say(fmt::format(
                "is another file now, or was written anew, and no copy of what it was is beside "
                "it; rows of the old file after byte {} (line {}) may be missing. Where you have "
                "it, load it by attrib-load: rows that are there already do not count twice",
                old.last.end, old.last.end_line));
        end_followed(on, old.source);
    });
}

void followed_path::with_database(const std::function<void(connection&)>& work) {
    const bool is_done =
        while_server_returns(run_.options.how, [&](const std::function<void()>& succeeded) {
            connection on(run_.options.database);
            work(on);
            succeeded();
        });
    if (!is_done) throw failure(errc::interrupted, path_ + ": interrupted");
}

}  // namespace

void follow_path(stream_run& run, const std::string& path) {
    followed_path followed(run, path);
    try {
        while (!run.options.how.is_interrupted()) followed.follow();
    } catch (const failure& failed) {
        if (failed.code() != errc::interrupted) throw;
    }
}

}  // namespace attrib
