/// @file
/// Users by name, numbered.
#pragma once

#include <cstdint>
#include <libattrib/core/byte_arena.hpp>
#include <string_view>
#include <vector>

namespace attrib {

/// Numbers from 0 in the order that users first come. Keeps a copy of each name. One thread at a
/// time; any number of threads may call const methods while nobody adds.
class user_table {
   public:
    static constexpr std::uint32_t nobody = 0xffff'ffff;

    /// The user's number, a new one for a new user. Throws failure (too_large) beyond 2^32 - 1
    /// users.
    std::uint32_t add(std::string_view user);

    /// `nobody` for a user who was not added.
    [[nodiscard]] std::uint32_t find(std::string_view user) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }

    /// Memory, roughly.
    [[nodiscard]] std::size_t bytes() const noexcept;

   private:
    // The low half of the hash finds the place and tells most other names apart.
    struct slot {
        std::uint32_t hash = 0;
        std::uint32_t number = nobody;
    };

    [[nodiscard]] std::size_t place_of(std::string_view user, std::uint32_t hash) const noexcept;
    void grow();

    std::vector<slot> slots_ = std::vector<slot>(1024);  // a power of two, at most half full
    std::vector<std::string_view> names_;
    byte_arena storage_{std::size_t{1} << 20};
};

}  // namespace attrib
