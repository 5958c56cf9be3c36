#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/journeys/user_table.hpp>

namespace attrib {
namespace {

std::uint32_t short_hash(std::string_view user) noexcept {
    return static_cast<std::uint32_t>(quick_hash(user));
}

}  // namespace

std::uint32_t user_table::add(std::string_view user) {
    if ((names_.size() + 1) * 2 > slots_.size()) grow();
    const std::uint32_t hash = short_hash(user);
    const std::size_t at = place_of(user, hash);
    if (slots_[at].number == nobody) {
        if (names_.size() == nobody)
            throw failure(errc::too_large, "more than 4294967295 different users");
        char* const kept = storage_.allocate(user.size());
        user.copy(kept, user.size());
        slots_[at] = {hash, static_cast<std::uint32_t>(names_.size())};
        names_.emplace_back(kept, user.size());
    }
    return slots_[at].number;
}

std::uint32_t user_table::find(std::string_view user) const noexcept {
    return slots_[place_of(user, short_hash(user))].number;
}

std::size_t user_table::bytes() const noexcept {
    return slots_.capacity() * sizeof(slot) + names_.capacity() * sizeof(std::string_view) +
           storage_.used();
}

std::size_t user_table::place_of(std::string_view user, std::uint32_t hash) const noexcept {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number != nobody &&
           !(slots_[at].hash == hash && names_[slots_[at].number] == user))
        at = (at + 1) & (slots_.size() - 1);
    return at;
}

void user_table::grow() {
    std::vector<slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const slot& each : old) {
        if (each.number == nobody) continue;
        std::size_t at = each.hash & (slots_.size() - 1);
        while (slots_[at].number != nobody) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = each;
    }
}

}  // namespace attrib
