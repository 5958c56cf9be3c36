/// @file
/// What the database's refusals mean: which SQLSTATEs pass, which stay and who can mend them.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// What a failure asks of whoever meets it.
enum class failure_kind : std::uint8_t {
    lost,       ///< no connection, or it broke: connect again
    transient,  ///< passes by itself or by making room: try again
    setup,      ///< a right, a table or a setting is missing: an operator acts, then try again
    data,       ///< these rows are refused whenever they are tried: leave them out
    caller,     ///< interrupted, or asked for wrongly: nothing to try again
};

/// lost, transient, setup, data, caller.
[[nodiscard]] std::string_view name_of(failure_kind kind) noexcept;

/// The server answered with an error.
class database_failure : public failure {
   public:
    /// `message` is the server's sentence, `details` what it adds; those quote values of rows.
    /// `is_cluster`: the server is a node of Citus, which reports a lost worker as internal error.
    database_failure(const std::string& state, const std::string& message,
                     const std::string& details, bool is_cluster = false);

    /// SQLSTATE, five characters.
    [[nodiscard]] const std::string& state() const noexcept { return state_; }

    /// The server's sentence without details.
    [[nodiscard]] const std::string& message() const noexcept { return message_; }

    [[nodiscard]] failure_kind kind() const noexcept { return kind_; }

   private:
    std::string state_;
    std::string message_;
    failure_kind kind_;
};

/// The kind of any failure. What the server refuses for a reason that no table here lists is data;
/// so is what we could not compute or decode.
[[nodiscard]] failure_kind kind_of(const failure& failed) noexcept;

/// Whether another attempt, made later on a new connection, may succeed without anybody's help.
[[nodiscard]] bool is_passing(const failure& failed) noexcept;

}  // namespace attrib
