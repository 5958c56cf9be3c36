#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/detail/path_source.hpp>
#include <libattrib/ingest/followed_stream.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <libattrib/ingest/source_lock.hpp>
#include <libattrib/io/followed_file.hpp>
#include <libattrib/io/rotated_copies.hpp>

namespace attrib {
namespace {

using detail::path_file;
using detail::path_source;

path_file file_of(const followed_file& file) {
    return {file.real_path(), file.inode(), file.size(),
            [&](std::uint64_t position, const content_mark& mark) {
                return file.holds(position, mark);
            },
            true};
}

class followed_path {
   public:
    followed_path(stream_run& run, const std::string& path)
        : run_(run),
          name_(std::filesystem::absolute(path).lexically_normal().string()),
          path_(path) {}

    void follow() {
        auto opened = followed_file::open(path_).value();
        const followed_file& file = *opened;
        catch_up(file, false);
        path_source source(run_.options, path_, name_, std::move(opened), file_of(file));
        const auto note_begun = [&] {
            if (source.begun().last.end != 0) begun_ = source.begun();
        };
        source.on_new([&] {
            note_begun();
            catch_up(file, true);
        });
        const source_end end = stream_source(run_, source);
        note_begun();
        if (end == source_end::replaced && !source.known_by().empty())
            read_to_end_ = source.known_by();
    }

   private:
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
    followed_source begun_;    // the file that was read last, as far as its first row
    std::string read_to_end_;  // a source whose file was replaced when all of it was read
};

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
        const path_file now = file_of(file);
        if (std::ranges::any_of(found, [&](const followed_source& each) {
                return is_same_source(each, now, without_shift(each.source),
                                      run_.options.shift_to_now);
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
    path_file file{path, copy.inode, 0, [&](std::uint64_t position, const content_mark& mark) {
                       return holds(copy.path, position, mark);
                   }};
    path_source source(run_.options, path_, name_, open_stored(copy.path).value(), std::move(file),
                       identity);
    const std::uint64_t before = run_.status.added.read;
    stream_source(run_, source);
    if (const std::uint64_t added = run_.status.added.read - before; added != 0)
        say(fmt::format("added {} rows that were rotated to {}", added, copy.path));
    if (!source.known_by().empty() && !run_.options.how.is_interrupted())
        with_database([&](connection& on) { end_followed(on, source.known_by()); });
}

// No copy: it was read to its end, another machine follows its own file of that path, or rows are
// lost.
void followed_path::lose(const followed_source& old) {
    if (old.source.empty()) {
        begun_ = {};
        return say(
            "was rewritten before anything of it was committed, and no copy of what it was is "
            "beside it; its rows may be missing. Where you have it, load it by attrib-load");
    }
    with_database([&](connection& on) {
        const bool is_read = old.source == read_to_end_;
        if (!is_read && holder_of(on, without_shift(old.source))) return;
        if (!is_read)
            say(fmt::format(
                "is another file now, or was rewritten, and no copy of what it was is beside "
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
