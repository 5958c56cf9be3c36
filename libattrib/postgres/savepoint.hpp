/// @file
/// A part of a transaction that can be undone by itself.
#pragma once

#include <libattrib/postgres/connection.hpp>

namespace attrib {

/// Undoes everything since it was made, unless `keep` was called. REQUIRES: a transaction, and no
/// other savepoint of this kind in it. The connection must outlive it.
class savepoint {
   public:
    explicit savepoint(connection& on) : connection_(&on) { on.run("savepoint attrib_part"); }
    savepoint(const savepoint&) = delete;
    savepoint& operator=(const savepoint&) = delete;
    ~savepoint();

    /// Throws what connection throws.
    void keep();

   private:
    connection* connection_;
};

}  // namespace attrib
