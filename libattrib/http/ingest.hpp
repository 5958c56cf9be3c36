/// @file
/// Events that come by HTTP: into ga4_events_raw, as a batch of the ledger.
#pragma once

#include <cstdint>
#include <libattrib/http/problem.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/report/report.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

struct ingest_request {
    std::string rows;             ///< NDJSON
    std::string idempotency_key;  ///< empty: none
    std::string identity;         ///< of this request where it has no key: random
    std::string body_digest;      ///< of the body as it came
};

struct ingest_answer {
    std::optional<problem> refusal;
    std::string body;  ///< JSON, `ingested` of the OpenAPI document
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
};

/// Stores the rows that are events and keeps the others as rejects, in one transaction. The ledger
/// knows the request by its key: again with the same body it adds nothing and answers the same,
/// with another body it is refused (422). Throws what connection throws; may be tried again then.
[[nodiscard]] ingest_answer ingest_events(connection& on, const ingest_request& request);

}  // namespace attrib
