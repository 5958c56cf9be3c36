/// @file
/// Tokens that a push service signs: JWT (RFC 7519) by RS256.
#pragma once

#include <functional>
#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// OpenSSL's own name, so that users of this header need none of its headers.
struct evp_pkey_st;

namespace attrib {

/// Public RSA keys. Copies share them.
class signing_keys {
   public:
    /// Reads a JSON Web Key Set, an object of certificates by key id, or certificates and public
    /// keys in PEM; Google publishes its keys in the first two forms. Errors: invalid_option (other
    /// text, or no RSA key of 2,048 bits or more).
    [[nodiscard]] static result<signing_keys> parse(std::string_view text);

    /// Whether one of the keys with that id, or one without an id, made the signature.
    [[nodiscard]] bool verify(std::string_view key_id, std::string_view text,
                              std::string_view signature) const;

    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

   private:
    struct key {
        std::string id;  // empty: fits any
        std::shared_ptr<evp_pkey_st> rsa;
    };
    std::vector<key> keys_;
};

/// What a token must say.
struct token_rules {
    std::string keys_file;
    std::string audience;
    std::string email{};  ///< of the service account; empty: any
    std::vector<std::string> issuers{"https://accounts.google.com", "accounts.google.com"};
    std::function<timestamp()> now{};
};

/// Thread-safe.
class token_verifier {
   public:
    /// Errors: those of signing_keys::parse, file_not_found, file_unreadable.
    [[nodiscard]] static result<std::shared_ptr<token_verifier>> open(token_rules rules);

    /// Why `Bearer TOKEN` is refused, one sentence; nothing when it is good. A signature of no
    /// known key has the file read again, once a second at most.
    [[nodiscard]] std::optional<std::string> refusal(std::string_view authorization);

   private:
    explicit token_verifier(token_rules rules) : rules_(std::move(rules)) {}

    [[nodiscard]] result<void> read_keys();
    [[nodiscard]] bool is_signed(std::string_view key_id, std::string_view text,
                                 std::string_view signature);

    token_rules rules_;
    std::mutex mutex_;  // for what follows
    signing_keys keys_;
    std::string text_;  // that they were read from
    timestamp looked_at_{};
};

}  // namespace attrib
