/// @file
/// Keeps rows of people who were forgotten out of the batches that come later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/postgres/connection.hpp>
#include <vector>

namespace attrib {

/// Whether anybody was ever forgotten.
[[nodiscard]] bool has_forgotten_users(connection& on);

/// Removes rows of forgotten users from ga4_events_raw of a batch that is being stored; returns how
/// many. REQUIRES: a transaction that shares lock_purpose::person.
[[nodiscard]] std::uint64_t leave_out_forgotten(connection& on, std::int64_t batch_id);

/// Rejects that name somebody who was forgotten, by their index in the batch. The same rule, and
/// the same requirement.
[[nodiscard]] std::vector<std::size_t> rejects_of_forgotten(connection& on, const raw_batch& batch);

}  // namespace attrib
