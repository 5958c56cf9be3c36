/// @file
/// How many rows were rejected for which reason, and where the first of each stands.
#pragma once

#include <cstdint>
#include <libattrib/io/event_feed.hpp>
#include <libattrib/io/reject.hpp>
#include <map>
#include <string>
#include <vector>

namespace attrib {

/// Rows that were rejected for one reason.
struct rejected_rows {
    reject_reason reason{};
    std::uint64_t rows = 0;
    std::string file;        ///< of the first row: by name of the file, then by line
    std::uint64_t line = 0;  ///< of the first row
    std::string message;     ///< of the first row: what is wrong, and what would be right
};

/// Counts rejects; takes the same little memory for any number of them. Not thread-safe.
class reject_tally {
   public:
    void add(const reject& refused);
    void add(const reject_tally& other);

    [[nodiscard]] bool is_empty() const noexcept { return by_reason_.empty(); }

    /// The reasons that most rows have, at most `most` of them; of equals, the first of
    /// reject_reason.
    [[nodiscard]] std::vector<rejected_rows> commonest(std::size_t most) const;

   private:
    std::map<reject_reason, rejected_rows> by_reason_;
};

/// Hands events and rejects on, and counts the rejects. Both must outlive it.
class tallying_consumer final : public event_consumer {
   public:
    tallying_consumer(event_consumer& to, reject_tally& tally) : to_(to), tally_(tally) {}

    void accept(const event& taken) override { to_.accept(taken); }
    void refuse(const reject& refused) override {
        tally_.add(refused);
        to_.refuse(refused);
    }

   private:
    event_consumer& to_;
    reject_tally& tally_;
};

}  // namespace attrib
