/// @file
/// The quarantine: users and batches that the tables leave out because the database refuses them.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace attrib {

/// Why something was refused, in words that quote no values.
struct refusal {
    std::string state;    ///< SQLSTATE, or the name of our own code
    std::string message;  ///< the server's sentence
};

[[nodiscard]] refusal refusal_of(const failure& failed);

/// `message (SQLSTATE state)`
[[nodiscard]] std::string text_of(const refusal& why);

struct refused_user {
    std::string user_pseudo_id;
    refusal why;
};

/// A row of the quarantine: a user, or a batch as a whole.
struct quarantine_entry {
    std::optional<std::int64_t> batch_id;  ///< in which it was found; none: by a rebuild
    std::string user_pseudo_id;            ///< empty: the whole batch
    refusal why;
    std::string since;  ///< as the server writes a timestamptz
};

/// What the tables leave out.
struct set_aside {
    std::unordered_set<std::string> users;
    std::vector<std::int64_t> batches;

    [[nodiscard]] bool empty() const noexcept { return users.empty() && batches.empty(); }
};

/// All entries, oldest first. Throws what connection throws, as does everything below.
[[nodiscard]] std::vector<quarantine_entry> read_quarantine(connection& on);

[[nodiscard]] set_aside what_is_set_aside(connection& on);

// REQUIRES for the rest: a transaction that holds the rebuild lock.

/// Adds users; one that is there stays since then, with the newer reason.
void set_users_aside(connection& on, std::optional<std::int64_t> batch_id,
                     std::span<const refused_user> users);
void set_batch_aside(connection& on, std::int64_t batch_id, const refusal& why);

void take_users_back(connection& on, std::span<const std::string> users);
void take_batch_back(connection& on, std::int64_t batch_id);
void empty_quarantine(connection& on);

}  // namespace attrib
