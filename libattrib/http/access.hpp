/// @file
/// Who may ask for what: tokens with their scopes, and names that the server goes by.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/http/digest.hpp>
#include <libattrib/http/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

enum class access_scope : unsigned char { read, write };  ///< who may write may read, too

/// Tokens from a file: a scope and a token a line, `read TOKEN` or `write TOKEN`; empty lines and
/// what follows a # at the beginning of a line are nothing. Only digests are kept.
class token_table {
   public:
    token_table() = default;

    /// Errors: file_not_found, file_unreadable (a folder, a FIFO, a device, no permission),
    /// invalid_option (a line that is neither, a token of fewer than 16 or with odd characters, a
    /// file that others may read, no token at all).
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
    [[nodiscard]] bool has_read_token() const noexcept;

   private:
    struct known_token {
        access_scope scope;
        sha256_digest digest;
    };
    std::vector<known_token> tokens_;
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

    /// Why a request may not have `wanted`; nothing when it may.
    [[nodiscard]] std::optional<problem> refusal(std::string_view authorization,
                                                 access_scope wanted) const;

    /// Whether Host (and with it the port) is a name of this machine.
    [[nodiscard]] static bool is_loopback_name(std::string_view host);

    [[nodiscard]] bool allows_origin(std::string_view origin) const noexcept;
};

}  // namespace attrib
