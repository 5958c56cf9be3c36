/// @file
/// Journeys along paths, kept in few bytes.
#pragma once

#include <cstdint>
#include <libattrib/core/money.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Converting journeys' paths one after another; a small one takes a byte per touch and some five
/// more. Not thread-safe; any number of threads may read it while nobody adds.
class path_log {
   public:
    /// `channels` are numbers of the caller's; `value` is that of all `conversions` together.
    void add(std::span<const std::uint32_t> channels, std::uint64_t conversions, money value);

    /// A byte of a number that is not its last has this bit.
    static constexpr std::uint8_t more_follows = 0x80;

    /// Goes over the paths in the order in which they were added.
    class reader {
       public:
        explicit reader(const path_log& log) noexcept
            : at_(log.bytes_.data()), end_(at_ + log.bytes_.size()) {}

        /// False at the end.
        bool next();

        /// Until the next path.
        [[nodiscard]] std::span<const std::uint32_t> channels() const noexcept { return channels_; }
        [[nodiscard]] std::uint64_t conversions() const noexcept { return conversions_; }
        [[nodiscard]] money value() const noexcept { return value_; }

       private:
        // Seven bits at a time, the lowest first; all bytes but the last have the highest bit.
        std::uint64_t number() noexcept {
            std::uint64_t read = *at_++;
            if (read < more_follows) return read;
            read -= more_follows;
            for (unsigned shift = 7;; shift += 7) {
                const std::uint8_t byte = *at_++;
                read |= std::uint64_t{byte} << shift;
                if (byte < more_follows) return read;
                read -= std::uint64_t{more_follows} << shift;
            }
        }

        const std::uint8_t* at_;
        const std::uint8_t* end_;
        std::vector<std::uint32_t> channels_;
        std::uint64_t conversions_ = 0;
        money value_;
    };

   private:
    std::vector<std::uint8_t> row_;    // room for the path that is added
    std::vector<std::uint8_t> bytes_;  // per path: touches, their channels, conversions, value
};

}  // namespace attrib
