/// @file
/// Many values of one column as one parameter of a statement: `unnest($1::text[], $2::bigint[])`
/// makes rows of them again, without a table.
///
///     array   = int32 dimensions (1), int32 whether nulls may come (1), uint32 element type,
///               int32 count, int32 first index (1), field*
///
/// in the binary format, all numbers big-endian; fields as in copy_encoder.hpp. Source: array_recv
/// in PostgreSQL's src/backend/utils/adt/arrayfuncs.c.
#pragma once

#include <libattrib/postgres/copy_encoder.hpp>
#include <string>

namespace attrib {

/// What an array holds: the server's number of the type, which never changes.
enum class element_type : std::int32_t {
    bigint = 20,
    text = 25,
    date = 1082,
    timestamptz = 1184,
    numeric = 1700,
};

class parameter_array {
   public:
    explicit parameter_array(element_type type) : type_(type) {}

    /// Counts one more value; exactly one field must be appended to what this returns.
    copy_encoder add() {
        ++count_;
        return copy_encoder(fields_);
    }

    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

    /// The parameter.
    [[nodiscard]] std::string binary() const {
        std::string bytes;
        copy_encoder head(bytes);
        for (const std::int32_t number :
             {std::int32_t{1}, std::int32_t{1}, static_cast<std::int32_t>(type_), count_,
              std::int32_t{1}})
            head.number(number);
        return bytes + fields_;
    }

    void clear() noexcept {
        count_ = 0;
        fields_.clear();
    }

   private:
    element_type type_;
    std::int32_t count_ = 0;
    std::string fields_;
};

}  // namespace attrib
