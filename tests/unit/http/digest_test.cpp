#include <libattrib/http/digest.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

// FIPS 180-2, appendix B.
TEST_CASE("SHA-256 of the standard's examples") {
    CHECK(hex_of(sha256_of("")) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex_of(sha256_of("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex_of(sha256_of(std::string(1'000'000, 'a'))) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("digests differ in whichever byte differs") {
    const sha256_digest digest = sha256_of("abc");
    CHECK(is_same_digest(digest, sha256_of("abc")));
    for (std::size_t i = 0; i < digest.size(); ++i) {
        sha256_digest other = digest;
        other[i] ^= 1;
        CHECK_FALSE(is_same_digest(digest, other));
    }
}

}  // namespace attrib::test
