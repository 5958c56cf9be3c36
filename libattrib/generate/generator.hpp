/// @file
/// Made-up events: a pure function of the scenario, the same bytes on every compiler and machine.
#pragma once

#include <atomic>
#include <libattrib/generate/delivery.hpp>
#include <libattrib/generate/scenario.hpp>
#include <libattrib/io/event_feed.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

/// All deliveries of a scenario, in order of arrival. Takes 32 bytes a delivery.
class generator {
   public:
    /// Makes them on `threads` threads, whose number changes nothing. Errors: those of `check`.
    [[nodiscard]] static result<generator> make(const scenario& wanted, unsigned threads);

    [[nodiscard]] const scenario& what() const noexcept { return scenario_; }
    [[nodiscard]] std::span<const delivery> deliveries() const noexcept { return deliveries_; }

    /// Distinct events of each user: user i has number `first_events()[i]` to the next one's.
    [[nodiscard]] std::span<const std::uint32_t> first_events() const noexcept {
        return first_events_;
    }

    /// Appends the rows of deliveries `begin` to `end` - 1 as CSV. From any thread.
    void append_rows(std::size_t begin, std::size_t end, std::string& out) const;

   private:
    explicit generator(const scenario& wanted) : scenario_(wanted) {}

    void count_events();
    void deliver(unsigned threads);

    scenario scenario_;
    std::vector<std::uint32_t> first_events_;
    std::vector<delivery> deliveries_;
};

/// A generator's deliveries as a feed, in order of arrival. Broken rows come as rejects.
class generated_events final : public event_feed {
   public:
    /// `source` must outlive it.
    explicit generated_events(const generator& source) : source_(source) {}

    bool read_some(event_consumer& consumer) override;

   private:
    const generator& source_;
    std::atomic<std::size_t> next_{0};
};

}  // namespace attrib
