#include <libattrib/postgres/advisory_lock.hpp>

#include <libpq-fe.h>

namespace attrib {
namespace {

// Keeps our locks apart from those of other programs on the same database: "attr" in ASCII.
constexpr int lock_space = 0x61747472;

std::string keys_of(lock_purpose purpose, std::uint32_t key) {
    return std::to_string(lock_space + static_cast<int>(purpose)) + ", " +
           std::to_string(static_cast<std::int32_t>(key));
}

}  // namespace

// The first key is the space and purpose, the second says which of them.
advisory_lock::advisory_lock(connection& on, lock_purpose purpose, std::uint32_t key)
    : connection_(on), keys_(keys_of(purpose, key)) {
    on.run("select pg_advisory_lock(" + keys_ + ")");
}

advisory_lock::~advisory_lock() {
    // A server that is gone has let the lock go.
    PQclear(PQexec(connection_.native(), ("select pg_advisory_unlock(" + keys_ + ")").c_str()));
}

void lock_until_commit(connection& on, lock_purpose purpose) {
    on.run_prepared("select pg_advisory_xact_lock(" + keys_of(purpose, 0) + ")");
}

std::string sharing_until_commit(lock_purpose purpose) {
    return "select pg_advisory_xact_lock_shared(" + keys_of(purpose, 0) + ")";
}

void share_until_commit(connection& on, lock_purpose purpose) {
    on.run_prepared(sharing_until_commit(purpose));
}

bool try_lock_until_commit(connection& on, lock_purpose purpose) {
    return on.run_prepared("select pg_try_advisory_xact_lock(" + keys_of(purpose, 0) + ")")
        .boolean(0, 0);
}

}  // namespace attrib
