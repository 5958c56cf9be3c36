#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/ingest/source_lock.hpp>

namespace attrib {
namespace {

constexpr int try_again_after = 100;  // milliseconds

// Tables of another schema have sources of their own.
std::int64_t key_of(const connection& on, const std::string& source) {
    return static_cast<std::int64_t>(hash_of("attrib source " + on.schema() + " " + source));
}

// Shared by the connections that write under the lock `key`.
std::int64_t writers_of(std::int64_t key) {
    return static_cast<std::int64_t>(mix(static_cast<std::uint64_t>(key)));
}

// As an expression that is true of rows of pg_locks.
std::string is_lock(std::int64_t key) {
    const auto bits = static_cast<std::uint64_t>(key);
    constexpr std::uint64_t low_half = 0xffffffff;
    return fmt::format(
        "locktype = 'advisory' and objsubid = 1 and classid = {} and objid = {} and granted and "
        "database = (select oid from pg_database where datname = current_database())",
        bits >> 32, bits & low_half);
}

std::optional<std::string> holder_of(connection& on, std::int64_t key) {
    const query_result found = on.run(
        "select application_name, pid, host(client_addr), to_char(backend_start at time "
        "zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') from pg_locks join pg_stat_activity using "
        "(pid) where " +
        is_lock(key) + " limit 1");
    if (found.rows() == 0) return std::nullopt;
    std::string who = fmt::format("{}, server process {}", found.text(0, 0), found.text(0, 1));
    if (!found.is_null(0, 2)) who += fmt::format(", from {}", found.text(0, 2));
    if (!found.is_null(0, 3)) who += fmt::format(", connected since {} UTC", found.text(0, 3));
    return who;
}

bool is_taken(connection& on, std::int64_t key) {
    return on.run(fmt::format("select pg_try_advisory_lock({})", key)).boolean(0, 0);
}

// Asks again and again: who waits inside a statement keeps vacuum from old rows.
void wait_for(connection& on, std::int64_t key, const std::string& name, const retry_policy& how) {
    bool has_said = false;
    while (!is_taken(on, key)) {
        if (!has_said && how.on_message)
            if (const auto who = holder_of(on, key)) {
                how.on_message(
                    fmt::format("{}: another program adds this source ({}); waiting "
                                "until it ends",
                                name, *who));
                has_said = true;
            }
        if (how.is_interrupted())
            throw failure(errc::interrupted,
                          name + ": interrupted while another program added this source");
        ::poll(nullptr, 0, try_again_after);
    }
}

void release(const connection& on, std::int64_t key) {
    // A session that is gone has let the lock go.
    PQclear(PQexec(on.native(), fmt::format("select pg_advisory_unlock({})", key).c_str()));
}

}  // namespace

source_lock::source_lock(connection& on, const std::string& source, const std::string& name,
                         const retry_policy& how)
    : connection_(on), key_(key_of(on, source)) {
    wait_for(on, key_, name, how);
    try {
        // Writers of a killed program may outlive the session that held its lock.
        wait_for(on, writers_of(key_), name, how);
    } catch (...) {
        release(on, key_);
        throw;
    }
    release(on, writers_of(key_));
}

std::unique_ptr<source_lock> source_lock::if_free(connection& on, const std::string& source) {
    const std::int64_t key = key_of(on, source);
    if (!is_taken(on, key)) return nullptr;
    std::unique_ptr<source_lock> lock(new source_lock(on, key));
    if (!is_taken(on, writers_of(key))) return nullptr;
    release(on, writers_of(key));
    return lock;
}

source_lock::~source_lock() { release(connection_, key_); }

void source_lock::admit(connection& writer) const {
    writer.run(fmt::format("select pg_advisory_lock_shared({})", writers_of(key_)));
    // From here on the next holder waits for this writer, unless it is there already.
    const query_result held = writer.run(fmt::format("select from pg_locks where pid = {} and {}",
                                                     connection_.backend_pid(), is_lock(key_)));
    if (held.rows() == 0)
        throw failure(errc::database_unavailable,
                      "the connection that kept the source for this program is gone");
}

std::optional<std::string> holder_of(connection& on, const std::string& source) {
    return holder_of(on, key_of(on, source));
}

}  // namespace attrib
