#include <libattrib/postgres/advisory_lock.hpp>

#include <libpq-fe.h>

namespace attrib {
namespace {

// Keeps our locks apart from those of other programs on the same database: "attr" in ASCII.
constexpr int lock_space = 0x61747472;

}  // namespace

// The first key is the space and purpose, the second says which of them.
advisory_lock::advisory_lock(connection& on, lock_purpose purpose, std::uint32_t key)
    : connection_(on),
      keys_(std::to_string(lock_space + static_cast<int>(purpose)) + ", " +
            std::to_string(static_cast<std::int32_t>(key))) {
    on.run("select pg_advisory_lock(" + keys_ + ")");
}

advisory_lock::~advisory_lock() {
    // A server that is gone has let the lock go.
    PQclear(PQexec(connection_.native(), ("select pg_advisory_unlock(" + keys_ + ")").c_str()));
}

}  // namespace attrib
