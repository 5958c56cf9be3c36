/// @file
/// The rules of docs/models.md once more, written to be plainly right: with 128-bit integers and
/// sorting, nothing shared with libattrib/attribution/models nor with core/split. What a model
/// gives must be the same to the last millionth.
#pragma once

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

struct plain_share {
    std::int64_t credit = 0;
    std::int64_t revenue = 0;
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

}  // namespace attrib::test
