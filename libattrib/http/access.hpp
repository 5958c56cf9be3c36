/// @file
/// Who may ask for what: tokens with their scopes, and names that the server goes by.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/http/digest.hpp>
#include <libattrib/http/problem.hpp>
#include <libattrib/http/signed_token.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Who may write may read and send, too. Who may send may only send events as clients of a site do
/// (collect_routes.hpp): such a key stands in pages for everybody to read.
enum class access_scope : unsigned char { send, read, write };

/// Tokens from a file: a scope and a token a line, `send KEY`, `read TOKEN` or `write TOKEN`; empty
/// lines and what follows a # at the beginning of a line are nothing. Only digests are kept.
class token_table {
   public:
    token_table() = default;

    /// Errors: file_not_found, file_unreadable (a folder, a FIFO, a device, no permission),
    /// invalid_option (a line of another form, a token of fewer than 16 characters or a key
    /// of fewer than 4 or with odd characters, a file that others may read, no token at all).
    [[nodiscard]] static result<token_table> load(const std::string& path);

    /// For tests and embedders.
    void add(access_scope scope, std::string_view token);

    /// The scope of `Bearer TOKEN`; nothing when no token is so. Takes as long whichever bytes
    /// differ, and whichever token it is.
    [[nodiscard]] std::optional<access_scope> scope_of(std::string_view authorization) const;

    /// Which of the tokens `Bearer TOKEN` is, in the order they came in; of one that came twice,
    /// the one with the wider scope. Takes as long as scope_of.
    [[nodiscard]] std::optional<std::size_t> number_of(std::string_view authorization) const;

    [[nodiscard]] bool is_empty() const noexcept { return tokens_.empty(); }
    [[nodiscard]] bool has(access_scope scope) const noexcept;

    /// Whether events may be sent with that key: anybody's may, as long as there is no key to send
    /// with; then those keys and write tokens.
    [[nodiscard]] bool may_send(std::string_view key) const;

   private:
    struct known_token {
        access_scope scope;
        sha256_digest digest;
    };
    std::vector<known_token> tokens_;
};

/// The user of `Basic BASE64`, as RFC 7617 has it; empty for any other text.
[[nodiscard]] std::string basic_user_of(std::string_view authorization);

/// How events of clients are taken.
struct collect_rules {
    bool is_on = false;
    bool keeps_bots = false;                            ///< as events; else they are rejects
    bool acks_early = false;                            ///< before events are committed
    std::size_t max_body_bytes = std::size_t{1} << 20;  ///< before and after decompression
    std::size_t address_rate = 0;      ///< requests a second of one address; 0: no limit of its own
    std::size_t key_rate = 0;          ///< of one key
    std::vector<std::string> origins;  ///< of pages that may send; empty: all
    std::shared_ptr<token_verifier> push_tokens{};  ///< of pushed messages; null: keys do
};

/// What a server lets through.
struct access_rules {
    token_table tokens;
    bool is_reading_open = true;       ///< without a token
    bool is_loopback_only = true;      ///< then Host must name this machine, or a page of another
                                       ///< name could read us by making its name mean 127.0.0.1
    std::vector<std::string> origins;  ///< that CORS lets in
    std::size_t requests_per_second = 0;  ///< to the API, of one token, or of one address without;
                                          ///< 0: no limit
    collect_rules collect{};

    /// Why a request may not have `wanted`; nothing when it may.
    [[nodiscard]] std::optional<problem> refusal(std::string_view authorization,
                                                 access_scope wanted) const;

    /// Whether Host (and with it the port) is a name of this machine.
    [[nodiscard]] static bool is_loopback_name(std::string_view host);

    [[nodiscard]] bool allows_origin(std::string_view origin) const noexcept;
};

}  // namespace attrib
