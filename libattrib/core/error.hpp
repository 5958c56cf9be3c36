/// @file
/// How this library says that something went wrong.
///
/// Bad *input* (a file, an option, a row) comes back as `result<T>`; a broken *environment* (disk,
/// database) throws `failure`; misuse of the library asserts. Both carry the same `error`: a code
/// for programs and a sentence for people, which names the place, the reason and the remedy.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace attrib {

enum class errc {
    invalid_option,   ///< an option's value is outside what it may be
    file_not_found,   ///< no file of that name
    file_unreadable,  ///< exists, but cannot be opened or read (permission, directory, I/O error)
    not_event_csv,    ///< no header, binary, or without the columns an event needs
    not_path_csv,     ///< the same for a file of paths
    unterminated_quote,  ///< the file ends inside a quoted value
    corrupt_archive,     ///< gzip or zstd data that does not decompress
    bad_mapping,         ///< --map names an unknown column or the same one twice
    bad_rules,           ///< a channel rule or source table breaks its format
    bad_models,          ///< a file of attribution models, or a name of one, is wrong
    bad_model,           ///< a SQL model holds what the runner does not know, or waits for itself
    unknown_time_zone,   ///< not an IANA time zone name
    too_large,           ///< an identifier over 256 bytes; too many texts, paths or states at once
    write_failed,        ///< output could not be written (disk full, closed pipe)
    database_unavailable,  ///< no connection, or it was lost
    database_refused,      ///< the server answered with an error
    database_busy,         ///< a lock was not to be had in time
    stale_tables,          ///< the tables lack batches that were loaded, or were never made
    schema_too_new,        ///< the database was made by a later version of this program
    address_in_use,        ///< another program listens where we would, or we may not
    nothing_accepted,      ///< a file has rows, and every one of them was rejected
    endless_journeys,      ///< a chain of journeys has a state that none of them ends from
    interrupted,           ///< stopped by the user; work that was committed stays
};

/// Short fixed name of a code, e.g. "file_not_found"; for logs and JSON.
[[nodiscard]] std::string_view name_of(errc code) noexcept;

/// HTTP status of an answer that says so: 400 for what the asker can mend, 503 for what passes by
/// itself or by an administrator's hand, 500 for the rest.
[[nodiscard]] int http_status_of(errc code) noexcept;

/// Exit status a program ends with: 2 when the command line was wrong, else 1.
[[nodiscard]] int exit_status_of(errc code) noexcept;

struct error {
    errc code;
    std::string message;
};

/// What `throw failure{...}` and `result<T>::value()` on an error throw.
class failure : public std::runtime_error {
   public:
    explicit failure(const error& what) : std::runtime_error(what.message), code_(what.code) {}
    failure(errc code, const std::string& message) : std::runtime_error(message), code_(code) {}

    [[nodiscard]] errc code() const noexcept { return code_; }

   private:
    errc code_;
};

/// Found by argument-dependent lookup when `value()` is called on a result that holds an error.
[[noreturn]] void throw_exception_from_error(const error& what,
                                             const boost::source_location& where);

template <class T>
using result = boost::system::result<T, error>;

}  // namespace attrib
