#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <libattrib/core/hex.hpp>
#include <libattrib/http/digest.hpp>

namespace attrib {

sha256_digest sha256_of(std::string_view bytes) {
    sha256_digest digest;
    static_assert(digest.size() == SHA256_DIGEST_LENGTH);
    ::SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return digest;
}

std::string hex_of(const sha256_digest& digest) {
    return hex_of({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool is_same_digest(const sha256_digest& left, const sha256_digest& right) noexcept {
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace attrib
