#include <libattrib/core/error.hpp>

#include <array>

namespace attrib {
namespace {

struct code_row {
    errc code;
    std::string_view name;
    int exit_status;
    int http_status;
};

constexpr std::array code_rows{
    code_row{errc::invalid_option, "invalid_option", 2, 400},
    code_row{errc::file_not_found, "file_not_found", 1, 404},
    code_row{errc::file_unreadable, "file_unreadable", 1, 500},
    code_row{errc::not_event_csv, "not_event_csv", 1, 400},
    code_row{errc::not_path_csv, "not_path_csv", 1, 400},
    code_row{errc::unterminated_quote, "unterminated_quote", 1, 500},
    code_row{errc::corrupt_archive, "corrupt_archive", 1, 500},
    code_row{errc::bad_mapping, "bad_mapping", 2, 400},
    code_row{errc::bad_rules, "bad_rules", 1, 500},
    code_row{errc::bad_models, "bad_models", 2, 400},
    code_row{errc::bad_model, "bad_model", 1, 500},
    code_row{errc::unknown_time_zone, "unknown_time_zone", 2, 400},
    code_row{errc::too_large, "too_large", 1, 500},
    code_row{errc::write_failed, "write_failed", 1, 500},
    code_row{errc::database_unavailable, "database_unavailable", 1, 503},
    code_row{errc::database_refused, "database_refused", 1, 500},
    code_row{errc::database_busy, "database_busy", 1, 503},
    code_row{errc::stale_tables, "stale_tables", 1, 503},
    code_row{errc::schema_too_new, "schema_too_new", 1, 503},
    code_row{errc::address_in_use, "address_in_use", 1, 503},
    code_row{errc::nothing_accepted, "nothing_accepted", 1, 400},
    code_row{errc::endless_journeys, "endless_journeys", 1, 500},
    code_row{errc::interrupted, "interrupted", 1, 503},
};

const code_row& row_of(errc code) noexcept {
    for (const auto& row : code_rows)
        if (row.code == code) return row;
    return code_rows.front();
}

}  // namespace

std::string_view name_of(errc code) noexcept { return row_of(code).name; }

int exit_status_of(errc code) noexcept { return row_of(code).exit_status; }

int http_status_of(errc code) noexcept { return row_of(code).http_status; }

void throw_exception_from_error(const error& what, const boost::source_location&) {
    throw failure(what);
}

}  // namespace attrib
