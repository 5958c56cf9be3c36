/// @file
/// The rules of docs/models.md once more, written to be plainly right: with 128-bit integers and
/// sorting, nothing shared with libattrib/attribution/models nor with core/split. What a model
/// gives must be the same to the last millionth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/attribution/model_instance.hpp>
#include <string>
#include <vector>

namespace attrib::test {

/// A session that a conversion may be credited to.
struct plain_touch {
    std::int64_t start = 0;  ///< microseconds
    std::string channel{};
    std::string source{};
    std::string medium{};
};

/// A conversion of whoever has the touches.
struct plain_conversion {
    std::int64_t time = 0;  ///< microseconds
    std::string name;
    std::int64_t revenue = 0;
};

struct plain_share {
    std::int64_t credit = 0;
    std::int64_t revenue = 0;
};

/// A row of mart_attribution.
struct plain_row {
    std::size_t touch_no = 0;  ///< from 1; 0: unattributed
    std::size_t touch_count = 0;
    const plain_touch* touch = nullptr;  ///< null: unattributed
    plain_share share;
};

/// The integer parts of `total` in proportion to `weights`, by largest remainder.
std::vector<std::int64_t> split_plainly(std::int64_t total,
                                        const std::vector<std::int64_t>& weights);

/// The weight of an age by its definition, in 128 bits.
std::int64_t half_power_plainly(std::int64_t age, std::int64_t half_life);

/// One share per touch, in their order. By the default channel rules' idea of what is paid.
/// REQUIRES: at least one touch.
std::vector<plain_share> credit_plainly(const model_instance& by,
                                        const std::vector<plain_touch>& touches,
                                        std::int64_t revenue);

/// The rows of one conversion, of the touches in the model's lookback. `touches` are all of the
/// user's, by start, and the rows point to them.
std::vector<plain_row> rows_plainly(const model_instance& by, const plain_conversion& conversion,
                                    const std::vector<plain_touch>& touches,
                                    std::int64_t default_lookback);

}  // namespace attrib::test
