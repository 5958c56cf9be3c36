/// @file
/// What a user writes to name a database, and messages about it that hold no secret.
#pragma once

#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// libpq's keywords and their values, e.g. {"host", "db.example.org"}.
using connection_keywords = std::vector<std::pair<std::string, std::string>>;

/// Takes a postgresql:// URI, `key=value` pairs or the bare name of a database apart; empty text
/// gives no keywords. Error: invalid_option when it is none of these. The message quotes nothing
/// of the text, because a password with a raw % or @ may be anywhere in it.
[[nodiscard]] result<connection_keywords> parse_connection_string(const std::string& text);

/// The value of a keyword; empty when it is not given.
[[nodiscard]] std::string_view value_of(const connection_keywords& keywords,
                                        std::string_view keyword);

/// The same server settings for another database, at another address.
[[nodiscard]] connection_keywords at_address(connection_keywords keywords, std::string_view host,
                                             std::string_view port, std::string_view name);

/// Keywords as one text that parse_connection_string takes.
[[nodiscard]] std::string text_of(const connection_keywords& keywords);

/// `message` with every occurrence of a secret replaced by ***. Empty secrets count as none.
[[nodiscard]] std::string without_secrets(std::string message,
                                          const std::vector<std::string>& secrets);

}  // namespace attrib
