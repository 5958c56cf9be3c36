/// @file
/// Texts that come again and again, kept once and known by a dense number.
#pragma once

#include <bit>
#include <cstdint>
#include <libattrib/core/byte_arena.hpp>
#include <libattrib/core/text_key.hpp>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

/// Numbers of texts of a dictionary; 0, that of the empty text, is null.
using text_number = std::uint32_t;

/// Texts numbered from 0 in the order they first came; 0 is the empty text. Thread-safe but for
/// `text_of` and `size`, which are for when no `add` runs. Views last as long as the dictionary.
class dictionary {
   public:
    dictionary() { add({}); }

    struct entry {
        std::uint32_t id;
        std::string_view text;  ///< the dictionary's own
    };

    /// Numbers the text if it is new. Throws failure (too_large) beyond 2^32 - 1 texts.
    entry add(std::string_view text);

    [[nodiscard]] std::string_view text_of(std::uint32_t id) const noexcept { return texts_[id]; }

    /// The same while others add.
    [[nodiscard]] std::string_view text_while_shared(std::uint32_t id) const {
        const std::scoped_lock lock(mutex_);
        return texts_[id];
    }

    /// All texts by their numbers, while others add.
    [[nodiscard]] std::vector<std::string_view> texts_while_shared() const {
        const std::scoped_lock lock(mutex_);
        return texts_;
    }

    /// How many texts there are, the empty one included.
    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

    /// The number of a text, if it has one.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;

    /// Memory, roughly.
    [[nodiscard]] std::size_t bytes() const;

   private:
    mutable std::mutex mutex_;
    std::unordered_map<std::string_view, std::uint32_t> ids_;
    std::vector<std::string_view> texts_;
    byte_arena storage_;
};

/// One thread's way into a shared dictionary: answers from its own table, and asks the dictionary
/// only for texts this thread has not met. The dictionary must outlive it.
class dictionary_reader {
   public:
    explicit dictionary_reader(dictionary& shared) : shared_(&shared), slots_(mask_ + 1) {}

    [[nodiscard]] std::uint32_t id_of(std::string_view text) {
        if (text.empty()) return 0;
        return text.size() > text_key::most_bytes ? find_long(text) : find(text, key_of(text));
    }

   private:
    struct slot {
        text_key key;                // the hash of a long text
        const char* text = nullptr;  // the dictionary's own
        std::uint32_t size = 0;      // 0: free
        std::uint32_t id = 0;
    };

    [[nodiscard]] std::uint32_t find(std::string_view text, text_key key) {
        for (std::size_t at = place_of(key, text.size());; ++at) {
            const slot& here = slots_[at & mask_];
            if (here.key == key && here.size == text.size()) return here.id;
            if (here.size == 0) return learn(text, key);
        }
    }
    [[nodiscard]] std::uint32_t find_long(std::string_view text);

    [[nodiscard]] static std::size_t place_of(text_key key, std::size_t size) noexcept {
        constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15;
        return (((key.first + size) ^ std::rotl(key.last, 31)) * golden_ratio) >> 32;
    }

    std::uint32_t learn(std::string_view text, text_key key);
    void place(const slot& added) noexcept;

    dictionary* shared_;
    std::size_t mask_ = 255;
    std::vector<slot> slots_;  // mask_ and one more, a power of two; at most half full
    std::size_t used_ = 0;
};

}  // namespace attrib
