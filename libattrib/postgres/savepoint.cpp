#include <libattrib/postgres/savepoint.hpp>

#include <libpq-fe.h>

namespace attrib {

savepoint::~savepoint() {
    // A connection that is gone has undone everything.
    if (connection_ != nullptr && connection_->is_in_transaction())
        PQclear(PQexec(connection_->native(),
                       "rollback to savepoint attrib_part; release savepoint attrib_part"));
}

void savepoint::keep() {
    connection_->run("release savepoint attrib_part");
    connection_ = nullptr;
}

}  // namespace attrib
