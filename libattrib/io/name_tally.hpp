/// @file
/// How often which name was seen, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/core/hash.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

struct name_count {
    std::string name;
    std::uint64_t rows = 0;

    friend bool operator==(const name_count&, const name_count&) = default;
};

/// Counts names. Up to `most` different ones the counts are exact. Beyond that it forgets rare ones
/// (Misra and Gries): every name that is more than one in `most` of all stays, and counts are too
/// small by as much at most. Not thread-safe.
class name_tally {
   public:
    explicit name_tally(std::size_t most = 1024) : most_(most) {}
    name_tally(const name_tally&) = delete;
    name_tally& operator=(const name_tally&) = delete;

    void add(std::string_view name) { add(name, 1); }
    void add(const name_tally& other);

    /// Whether no name was forgotten.
    [[nodiscard]] bool is_exact() const noexcept { return is_exact_; }

    /// By count, the highest first; of equals by name.
    [[nodiscard]] std::vector<name_count> by_count() const;

   private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return quick_hash(text); }
    };
    using counts = std::unordered_map<std::string, std::uint64_t, text_hash, std::equal_to<>>;

    void add(std::string_view name, std::uint64_t rows);
    void forget(std::uint64_t rows);

    std::size_t most_;
    counts counts_;
    counts::value_type* last_ = nullptr;  // most names come several times in a row
    bool is_exact_ = true;
};

}  // namespace attrib
