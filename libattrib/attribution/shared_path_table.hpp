/// @file
/// A table of paths that several threads fill at the same time.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <libattrib/attribution/path_table.hpp>
#include <libattrib/core/error.hpp>
#include <mutex>
#include <span>
#include <vector>

namespace attrib {

/// Filled by a path_writer per thread. Everything else is for when no writer writes.
class shared_path_table {
   public:
    /// Once all paths take more than `most_bytes`, writers throw `too_large`.
    shared_path_table(std::size_t most_bytes, error too_large)
        : most_bytes_(most_bytes), too_large_(std::move(too_large)) {}

    /// A path's place; changes when a writer writes.
    struct place {
        std::uint32_t part = 0;
        std::uint32_t path = 0;
    };

    template <class Visit>
    void for_each(const Visit& visit) const {
        for (std::uint32_t i = 0; i < part_count; ++i)
            for (std::uint32_t path = 0; path < parts_[i].paths.size(); ++path)
                visit(place{i, path});
    }

    /// Calls `visit(path_table)` with tables that have each path once.
    template <class Visit>
    void for_each_part(const Visit& visit) const {
        for (const locked_part& each : parts_) visit(each.paths);
    }

    [[nodiscard]] std::size_t size() const noexcept;

    [[nodiscard]] std::span<const text_number> values(place of) const noexcept {
        return parts_[of.part].paths.values(of.path);
    }

    /// As path_table.
    template <class Visit>
    void for_each_currency(place of, const Visit& visit) const {
        parts_[of.part].paths.for_each_currency(of.path, visit);
    }
    [[nodiscard]] std::uint64_t conversions(place of) const noexcept {
        return parts_[of.part].paths.conversions(of.path);
    }

   private:
    friend class path_writer;

    static constexpr unsigned part_bits = 6;
    static constexpr std::uint32_t part_count = 1U << part_bits;

    // Has the paths whose hash names it.
    struct locked_part {
        std::mutex mutex;
        path_table paths;
    };

    void add(std::size_t part, const path_batch& batch);

    std::array<locked_part, part_count> parts_;
    std::size_t most_bytes_;
    std::atomic<std::size_t> bytes_{0};  // of all parts
    error too_large_;
};

/// One thread's way into a table. The first paths it meets, among them the most frequent ones, it
/// adds up by itself. Others wait until there are some of the same part: to lock it for each, and
/// to wait for memory each time, would take longer than all else. Not thread-safe.
class path_writer {
   public:
    /// `into` must outlive it.
    explicit path_writer(shared_path_table& into)
        : into_(&into), batches_(shared_path_table::part_count) {}

    /// Throws failure, see shared_path_table; the table is of no use then.
    void add(std::span<const text_number> values, text_number currency, const path_sums& more) {
        const std::uint64_t hash = hash_of_path(values);
        if (!own_.add_among(most_own_paths, values, hash, currency, more))
            push(values, hash, currency, more);
    }

    /// Adds what is not in the table yet. Throws as `add`. Call once, at the end.
    void finish();

   private:
    static constexpr std::size_t most_own_paths = 512;
    static constexpr std::size_t batch_size = 64;
    static constexpr std::size_t most_batch_values = 4096;  // fewer entries where paths are long

    void push(std::span<const text_number> values, std::uint64_t hash, text_number currency,
              const path_sums& more) {
        const std::size_t part = hash >> (64 - shared_path_table::part_bits);
        path_batch& batch = batches_[part];
        batch.push(values, hash, currency, more);
        if (batch.entries().size() == batch_size || batch.value_count() > most_batch_values)
            empty(part);
    }
    void empty(std::size_t part);

    shared_path_table* into_;
    path_table own_;
    std::vector<path_batch> batches_;  // by part
};

}  // namespace attrib
