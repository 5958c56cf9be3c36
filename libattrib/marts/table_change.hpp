/// @file
/// What changed in the tables, as those who change them tell others.
#pragma once

#include <cstdint>
#include <libattrib/core/time.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace attrib {

/// Channel of NOTIFY on which every change of the tables is told.
inline constexpr const char* changed_channel = "attrib_changed";

/// Batches that a change may name: their numbers must fit a NOTIFY, which holds 8,000 bytes.
inline constexpr std::size_t max_named_batches = 350;

struct table_change {
    std::int64_t number = 0;     ///< later changes have higher ones
    bool is_everything = false;  ///< rebuilt, or people were forgotten: nothing read before holds
    bool moves_credits = false;  ///< conversions came or went, or a model credits them otherwise
    std::uint64_t rows = 0;      ///< deliveries that came in
    std::uint64_t rejects = 0;   ///< rows that their batches rejected
    std::vector<std::int64_t> batch_ids{};  ///< with them; empty when too many to name
    std::optional<calendar_day>
        first_day{};  ///< of the conversions that mart_channel_daily changed in
    std::optional<calendar_day> last_day{};
    /// Of the conversions whose journeys may have changed: a touchpoint within the journey window
    /// came, went or has other columns. They cover the days above, and may be more than necessary.
    std::optional<calendar_day> first_journey_day{};
    std::optional<calendar_day> last_journey_day{};
    /// Of the sessions, by their starts, that came, went, or have other columns or counts, all of
    /// users in the batches.
    std::optional<calendar_day> first_session_day{};
    std::optional<calendar_day> last_session_day{};
};

/// Numbers the change and tells it when the transaction commits. REQUIRES: the transaction that
/// makes it, which holds the rebuild lock. Throws what connection throws.
void announce(connection& on, table_change change);

/// The number of the last change; 0 before the first. On a standby, where sequences run ahead, how
/// much of the primary's log was replayed, which grows with every change. Throws what connection
/// throws.
[[nodiscard]] std::int64_t last_change(connection& on);

/// Reads what `announce` sent; nothing when it is no such text.
[[nodiscard]] std::optional<table_change> change_of(std::string_view payload);

}  // namespace attrib
