/// @file
/// Keeping a source of events to one program at a time.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/reconnect.hpp>
#include <memory>
#include <optional>
#include <string>

namespace attrib {

/// Holds a source until it is destroyed or the session ends. Who reads the ledger under it sees
/// all that was ever committed of the source: the server drops the lock of a killed program only
/// when the COMMIT that it had under way is decided. The connection must outlive it.
class source_lock {
   public:
    /// Waits for whoever holds the source, and says through `how` once who that is. `name` is what
    /// users call the source. Throws failure: interrupted, and what connection throws.
    source_lock(connection& on, const std::string& source, const std::string& name,
                const retry_policy& how);
    /// Takes the source without waiting; null while another connection holds it.
    [[nodiscard]] static std::unique_ptr<source_lock> if_free(connection& on,
                                                              const std::string& source);
    source_lock(const source_lock&) = delete;
    source_lock& operator=(const source_lock&) = delete;
    ~source_lock();

    /// Lets a further connection write until it ends; who takes the source next waits for it, too.
    /// Throws failure (database_unavailable) when this lock was lost with its session.
    void admit(connection& writer) const;

   private:
    source_lock(connection& on, std::int64_t key) : connection_(on), key_(key) {}

    connection& connection_;
    std::int64_t key_;
};

/// Who holds a source, for a message; nothing: nobody.
[[nodiscard]] std::optional<std::string> holder_of(connection& on, const std::string& source);

}  // namespace attrib
