#define XXH_INLINE_ALL
#include <libattrib/core/hash.hpp>

#include <xxhash.h>

namespace attrib {

std::uint64_t hash_of(std::string_view text) noexcept {
    return XXH3_64bits(text.data(), text.size());
}

}  // namespace attrib
