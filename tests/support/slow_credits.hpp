/// @file
/// Credits by spec_models.md 1.1 to 1.3, as plainly as they are written there; what the SQL models
/// are held against. Every amount is a count of millionths.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace attrib::test {

__extension__ using wide = __int128;

/// An instance of a model, as a row of the variable attribution_models; spans in microseconds.
struct slow_instance {
    std::string model;
    std::string rule;
    std::optional<std::int64_t> lookback{};
    std::map<std::string, std::int64_t> lookbacks{};
    bool skips_direct = false;
    std::int64_t half_life = 0;
    std::int64_t first = 0;
    std::int64_t middle = 0;
    std::int64_t last = 0;
};

struct slow_session {
    std::string session_id;
    std::int64_t start = 0;
    std::string channel;
    std::string source;
    std::string medium;
    bool is_paid = false;
};

struct slow_conversion {
    std::int64_t time = 0;
    std::string name;
    wide revenue = 0;
};

struct slow_credit {
    std::int64_t touch_no = 0;
    std::int64_t touch_count = 0;
    const slow_session* touch = nullptr;  ///< null: unattributed
    wide credit = 0;
    wide revenue = 0;
};

/// The largest-remainder split.
[[nodiscard]] std::vector<wide> slow_split(wide amount, const std::vector<wide>& weights);

[[nodiscard]] std::int64_t slow_half_power(std::int64_t age, std::int64_t half_life);

/// The rows of mart_attribution for one conversion; `sessions` are its user's, by start.
[[nodiscard]] std::vector<slow_credit> slow_credits(const slow_instance& instance,
                                                    const slow_conversion& conversion,
                                                    const std::vector<slow_session>& sessions,
                                                    std::int64_t default_lookback);

}  // namespace attrib::test
