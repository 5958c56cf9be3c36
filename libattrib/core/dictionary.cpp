#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/error.hpp>
#include <limits>

namespace attrib {

dictionary::entry dictionary::add(std::string_view text) {
    const std::scoped_lock lock(mutex_);
    if (const auto found = ids_.find(text); found != ids_.end())
        return {found->second, found->first};
    if (texts_.size() == std::numeric_limits<std::uint32_t>::max())
        throw failure(errc::too_large, "more than 4294967294 different texts; split the input");
    const auto id = static_cast<std::uint32_t>(texts_.size());
    char* const kept = storage_.allocate(text.size());
    text.copy(kept, text.size());
    texts_.emplace_back(kept, text.size());
    ids_.emplace(texts_.back(), id);
    return {id, texts_.back()};
}

std::optional<std::uint32_t> dictionary::find(std::string_view text) const {
    const std::scoped_lock lock(mutex_);
    const auto found = ids_.find(text);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t dictionary::bytes() const {
    constexpr std::size_t entry_bytes = 64;  // of the map and the vector
    const std::scoped_lock lock(mutex_);
    return storage_.used() + texts_.size() * entry_bytes;
}

std::uint32_t dictionary_reader::learn(std::string_view text, std::uint64_t hash) {
    const dictionary::entry known = shared_->add(text);
    if (++used_ * 2 > slots_.size()) {
        std::vector<slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const slot& each : old)
            if (!each.text.empty()) place(each);
    }
    place({known.text, hash, known.id});
    return known.id;
}

void dictionary_reader::place(const slot& added) noexcept {
    std::size_t at = added.hash & (slots_.size() - 1);
    while (!slots_[at].text.empty()) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = added;
}

}  // namespace attrib
