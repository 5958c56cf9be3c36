/// @file
/// Locks that keep two programs from doing the same work on one database at once.
#pragma once

#include <libattrib/postgres/connection.hpp>

namespace attrib {

/// What is locked; a number of our own in the space of Postgres' two-key advisory locks.
enum class lock_purpose : int {
    migration = 1,
    load = 2,     ///< one source; `key` says which
    rebuild = 3,  ///< rebuilding the tables, or changing them
    person = 4,   ///< rows of a person who is being forgotten; those who add rows share it
};

/// Holds a lock until it is destroyed or the connection ends, whichever comes first, so a killed
/// program leaves none. Waits for whoever has it. The connection must outlive it.
class advisory_lock {
   public:
    advisory_lock(connection& on, lock_purpose purpose, std::uint32_t key = 0);
    advisory_lock(const advisory_lock&) = delete;
    advisory_lock& operator=(const advisory_lock&) = delete;
    ~advisory_lock();

   private:
    connection& connection_;
    std::string keys_;
};

/// The same until the transaction ends; shared with others who share it. REQUIRES: a transaction.
void lock_until_commit(connection& on, lock_purpose purpose);
void share_until_commit(connection& on, lock_purpose purpose);

/// The statement that share_until_commit runs.
[[nodiscard]] std::string sharing_until_commit(lock_purpose purpose);

/// False, at once, when somebody has it.
[[nodiscard]] bool try_lock_until_commit(connection& on, lock_purpose purpose);

}  // namespace attrib
