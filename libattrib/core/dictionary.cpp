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

std::uint32_t dictionary_reader::find_long(std::string_view text) {
    const text_key key{quick_hash(text), 0};
    for (std::size_t at = place_of(key, text.size());; ++at) {
        const slot& here = slots_[at & mask_];
        if (here.size == 0) return learn(text, key);
        if (here.key == key && same_text({here.text, here.size}, text)) return here.id;
    }
}

std::uint32_t dictionary_reader::learn(std::string_view text, text_key key) {
    const dictionary::entry known = shared_->add(text);
    if (++used_ * 2 > slots_.size()) {
        std::vector<slot> old(slots_.size() * 2);
        old.swap(slots_);
        mask_ = slots_.size() - 1;
        for (const slot& each : old)
            if (each.size != 0) place(each);
    }
    place({key, known.text.data(), static_cast<std::uint32_t>(text.size()), known.id});
    return known.id;
}

void dictionary_reader::place(const slot& added) noexcept {
    std::size_t at = place_of(added.key, added.size);
    while (slots_[at & mask_].size != 0) ++at;
    slots_[at & mask_] = added;
}

}  // namespace attrib
