/// @file
/// A question about sessions and its answer: how many there were, of how many users.
#pragma once

#include <cstdint>
#include <libattrib/journeys/credit_question.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Sessions that began from `from` to before `to`, days of the reporting time zone.
struct session_question {
    calendar_day from{};
    calendar_day to{};
    dimension_list by{};   ///< of columns of touchpoints, and periods
    credit_filter only{};  ///< what it says of touchpoints, said of sessions

    /// The columns that sessions need for it.
    [[nodiscard]] touch_columns columns() const noexcept;
};

struct session_group {
    std::vector<std::optional<std::string>> values;  ///< as in credit_group
    std::int64_t sessions = 0;
    std::int64_t users = 0;  ///< each counted once

    friend bool operator==(const session_group&, const session_group&) = default;
};

}  // namespace attrib
