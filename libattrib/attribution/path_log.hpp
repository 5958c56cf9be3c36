/// @file
/// Journeys along paths, kept in few bytes.
#pragma once

#include <cstdint>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/io/path_parser.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Paths one after another; a small one takes a byte per touch and some six more. Not thread-safe;
/// any number of threads may read it while nobody adds.
class path_log {
   public:
    /// `channels` numbers the channels and must outlive the log.
    explicit path_log(dictionary& channels) : numbers_(channels) {}

    /// Throws failure (too_large) when the visits of all its journeys reach 2^64.
    void add(const path_row& taken);

    [[nodiscard]] std::uint64_t conversions() const noexcept { return conversions_; }
    [[nodiscard]] std::uint64_t ends() const noexcept { return ends_; }
    [[nodiscard]] const money_sum& value() const noexcept { return value_; }

    /// Touches of all journeys.
    [[nodiscard]] std::uint64_t visits() const noexcept { return visits_; }

    /// A byte of a number that is not its last has this bit.
    static constexpr std::uint8_t more_follows = 0x80;

    /// Goes over the paths in the order in which they were added.
    class reader {
       public:
        explicit reader(const path_log& log) noexcept
            : at_(log.bytes_.data()), end_(at_ + log.bytes_.size()) {}

        /// False at the end.
        bool next();

        /// Numbers of the dictionary, until the next path.
        [[nodiscard]] std::span<const std::uint32_t> channels() const noexcept { return channels_; }
        [[nodiscard]] std::uint64_t conversions() const noexcept { return conversions_; }
        [[nodiscard]] std::uint64_t ends() const noexcept { return ends_; }
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
        std::uint64_t ends_ = 0;
        money value_;
    };

   private:
    dictionary_reader numbers_;
    std::vector<std::uint8_t> row_;    // room for the path that is added
    std::vector<std::uint8_t> bytes_;  // per path: touches, their channels, counts, value
    std::uint64_t conversions_ = 0;
    std::uint64_t ends_ = 0;
    std::uint64_t visits_ = 0;
    money_sum value_;
};

}  // namespace attrib
