/// @file
/// Events that come by HTTP: into ga4_events_raw, as a batch of the ledger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/collect/client_request.hpp>
#include <libattrib/event/host.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/report/report.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace attrib {

/// How the events of a body are written.
enum class ingest_format : unsigned char { document, ndjson };

/// Bytes of a body, also after gzip is undone: over it 413.
inline constexpr std::size_t max_body_bytes = std::size_t{1} << 20;

struct ingest_request {
    std::string body{};  ///< as it came
    ingest_format format = ingest_format::document;
    bool is_gzip = false;         ///< Content-Encoding
    std::string idempotency_key;  ///< empty: none
    std::string identity;         ///< of this request where it has no key: random
    host_list own_hosts{};        ///< whose pages are the site's own, as referrers
    timestamp now;                ///< events more than `future_allowance` later are rejects
};

/// How rows of clients become events.
struct collect_reading_rules {
    const host_list& own_hosts;
    timestamp now;            ///< as above
    bool keeps_bots = false;  ///< as events
    bool has_report = false;  ///< whether parsed_events::body is made
};

/// Accepted and rejected rows that an answer lists, each; and the rejects of one request that are
/// kept with their text in ga4_events_rejected. All are counted.
inline constexpr std::uint64_t max_listed_rows = 1000;

struct ingest_answer {
    std::optional<problem> refusal{};
    std::string body{};  ///< JSON, `ingested` of the OpenAPI document
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
};

/// The events of a request, ready to be stored.
struct parsed_events {
    raw_batch rows{max_listed_rows};  ///< of no batch yet
    row_counts counts{};
    std::uint64_t without_consent = 0;  ///< dropped by the protocol's reader
    std::string body{};  ///< as in ingest_answer, where it was asked for and there are rows
};

/// A body with its gzip undone, in `body` or in `room`; or why it cannot be.
[[nodiscard]] std::variant<std::string_view, problem> plain_body(std::string_view body,
                                                                 bool is_gzip,
                                                                 std::size_t max_bytes,
                                                                 std::string& room);

/// The events of a client's rows. The parser is one of JSON, for the rows outside of messages.
[[nodiscard]] parsed_events parse_events(collected_rows rows, const collect_reading_rules& rules,
                                         const row_parser& parser);

/// Stores the rows that are events and keeps the others as rejects, in one transaction. The ledger
/// knows the request by its key: again with the same body it adds nothing and answers the same,
/// with another body it is refused (422). A body that is no gzip or no JSON is refused (400), one
/// that gzip makes too large, too (413). Throws what connection throws; may be tried again then.
[[nodiscard]] ingest_answer ingest_events(connection& on, const ingest_request& request);

}  // namespace attrib
